import { readFileSync } from 'node:fs';
import { catalogue as events } from '../../events/catalogue.ts';
import { catalogue as tables } from '../../functions/contract/catalogue.ts';
import { costPage } from './cost.ts';
import { dataModel } from './data-model.ts';
import { workflowsPage } from './diagrams.ts';
import { errorIndex, errorPage } from './error-pages.ts';
import { asyncApi, eventSchema } from './events.ts';
import { localDifferences } from './local-differences.ts';
import { openApi } from './openapi.ts';
import { permissionsPage } from './permissions.ts';
import { codes } from './problems.ts';
import { runbook } from './runbook.ts';
import { templatePage } from './template-page.ts';

/** A file that is written by a program and committed, so that a change of it is seen in review. */
export interface Generated {
  /** From the root of the repository. */
  path: string;
  /** The whole text. Deterministic: the same declarations give the same text. */
  make: () => string;
}

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Every generated file. Whoever generates another adds its entry here. */
export const registry: readonly Generated[] = [
  { path: 'functions/contract/generated/openapi.json', make: () => json(openApi(tables, version)) },
  { path: 'events/generated/asyncapi.json', make: () => json(asyncApi(events, version)) },
  ...events.map((contract) => ({
    path: `events/generated/${contract.type}.json`,
    make: () => json(eventSchema(contract)),
  })),
  { path: 'docs/data-model.md', make: () => dataModel() },
  { path: 'docs/cost.md', make: () => costPage() },
  { path: 'docs/runbook.md', make: runbook },
  { path: 'docs/template.md', make: templatePage },
  { path: 'docs/workflows.md', make: workflowsPage },
  { path: 'docs/local-differences.md', make: localDifferences },
  { path: 'docs/permissions.md', make: permissionsPage },
  { path: 'docs/errors/README.md', make: errorIndex },
  ...codes.map((code) => ({ path: `docs/errors/${code}.md`, make: () => errorPage(code, tables) })),
];

/** Folders that hold generated files only: one that nothing makes any more is stale, and goes. */
export const owned: readonly string[] = ['functions/contract/generated', 'events/generated', 'docs/errors'];
