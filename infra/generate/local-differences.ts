import { type Difference, differences } from '../../test/conformance/differences.ts';

const row = ({ aws, here, source, why }: Difference): string => {
  const by = source.startsWith('https://docs.aws.amazon.com/') ? 'AWS' : 'recorded';
  return `| ${aws} ([${by}](${source})) | ${here} | ${why} |`;
};

const section = (area: string, all: readonly Difference[]): string => `## ${area}

| On AWS | On one machine | Why it is left so |
|---|---|---|
${all.map(row).join('\n')}`;

/** Where the stack on one machine does otherwise than on AWS, for whoever judges what was seen there. */
export const localDifferences = (): string => {
  const areas = Map.groupBy<string, Difference>(differences, ({ area }) => area);
  return `# How one machine differs from AWS

\`npm start\` runs the synthesised stack on stand-ins for AWS's services. They are held to what AWS documents by
the tables in [test/conformance](../test/conformance), each case with its source. What is known to differ still stands
here: ${differences.length} differences, each shown by a test that fails once it is mended, so that the list only gets shorter. This page is generated.

${[...areas].map(([area, all]) => section(area, all)).join('\n\n')}
`;
};
