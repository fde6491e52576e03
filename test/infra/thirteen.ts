import { catalogue } from '../../functions/contract/catalogue.ts';
import type { Declarations } from '../../infra/cosell-stack.ts';
import { rightsOf } from '../../infra/rights.ts';
import { workflows } from '../../workflows/catalogue.ts';
import { referral } from '../../workflows/proposal.ts';

/** A product as large as it may become: thirteen processes, of which each has forty routes on three records, and a workflow. */

const processes = Array.from({ length: 13 }, (_, at) => `process-${at + 1}`);
const routesOf = (process: string): string[] => [
  `GET /v1/${process}/overview`,
  ...[1, 2, 3].flatMap((record) => {
    const all = `/v1/${process}-${record}`;
    const acts = ['submit', 'accept', 'decline', 'close'].map((verb) => `POST ${all}/{id}/${verb}`);
    const parts = ['GET timeline', 'GET private', 'PUT private'].map((part) =>
      part.replace(' ', ` ${all}/{id}/`),
    );
    return [
      ...[`POST ${all}`, `GET ${all}`, `GET ${all}/{id}`, `PATCH ${all}/{id}`, ...parts, ...acts],
      ...[`PUT ${all}/external/{system}/{externalId}`, `DELETE ${all}/{id}/notes/{noteId}`],
    ];
  }),
];

const table = (process: string) => ({
  process,
  about: process,
  routes: Object.fromEntries(
    routesOf(process).map((line) => {
      const [method, path] = line.split(' ');
      const scope = `${process}:${method === 'GET' ? 'read' : 'write'}`;
      return [line, { kind: 'read', summary: line, method, path, scope } as never];
    }),
  ),
});

/** Beside the rooms that the stack itself names. All are answered by one small bundle: what is counted is the template. */
export const thirteen: Declarations = {
  tables: [
    ...catalogue.filter(({ process }) => ['organizations', 'approvals', 'contract'].includes(process)),
    ...processes.map(table),
  ],
  workflows: [
    ...workflows.filter(({ name }) => name === 'approval'),
    ...processes.map((process) => ({ ...referral, name: process, tasks: process })),
  ],
  entryOf: () => 'functions/authorizer/handlers.ts',
  // As much as any: the policies count too.
  rightsOf: () => rightsOf('referrals'),
};
