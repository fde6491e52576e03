import { type RefusalCode, refusalCodes } from '../../functions/platform/refusals.ts';
import { type RouteTable, refusalsOf } from '../../functions/platform/route.ts';
import { codes, exampleProblem } from './problems.ts';

const answeredBy = (code: RefusalCode, tables: readonly RouteTable[]): string[] =>
  tables.flatMap(({ routes }) =>
    Object.values(routes)
      .filter((route) => refusalsOf(route).includes(code))
      .map((route) => `- \`${route.method} ${route.path}\`: ${route.summary}`),
  );

/** The Markdown page of one code: what it means, what to do, an example, and who answers it. */
export const errorPage = (code: RefusalCode, tables: readonly RouteTable[]): string => {
  const { status, title, help } = refusalCodes[code];
  const routes = answeredBy(code, tables);
  return `# ${code}

**${title}** (HTTP ${status})

${help}

\`\`\`json
${JSON.stringify(exampleProblem(code), null, 2)}
\`\`\`

## Answered by

${routes.length > 0 ? routes.join('\n') : 'No route at present.'}
`;
};

/** The list of all codes. */
export const errorIndex = (): string => `# Errors

Every refusal is a problem document ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)). Decide by \`code\`: it is
stable, the texts are not. This folder is generated from functions/platform/refusals.ts.

| Code | Status | Meaning |
|---|---|---|
${codes.map((code) => `| [${code}](${code}.md) | ${refusalCodes[code].status} | ${refusalCodes[code].title} |`).join('\n')}
`;
