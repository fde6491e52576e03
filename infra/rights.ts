import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IndexName } from '../functions/platform/table.ts';

type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'ConditionCheckItem';

/** What a function may do beside writing its log and traces. */
export interface Rights {
  /** With items of the table. A transaction is allowed by its parts; a scan and a batch write are in no list. */
  items?: readonly ItemAction[];
  /** Where it may query: partitions of the table itself, and of its indexes. */
  queries?: readonly ('table' | IndexName)[];
  /** Sends mail from the stage's sender. */
  mail?: true;
  /** Makes API clients, and takes them away. */
  apiClients?: true;
}

const byOwner = ['byOwner', 'byOwnerStatus'] as const;
const bySides = [...byOwner, 'byCounterpart', 'byCounterpartStatus'] as const;

/**
 * Of each function, the one place that says it; `npm run verify:iam` holds it to what they do while the tests run. The
 * relay's rights follow from the workflows and stand with its wiring.
 */
export const rights: Readonly<Record<string, Rights>> = {
  authorizer: { items: ['GetItem'] },
  organizations: { items: ['GetItem', 'PutItem', 'DeleteItem'], queries: byOwner, apiClients: true },
  partners: { items: ['GetItem', 'PutItem', 'DeleteItem'], queries: ['table', ...bySides] },
  'partners-tasks': { items: ['BatchGetItem', 'PutItem', 'DeleteItem'] },
  referrals: {
    items: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'],
    queries: ['table', ...bySides],
  },
  'referrals-tasks': { items: ['BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'] },
  opportunities: {
    items: ['GetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'],
    queries: ['table', ...bySides],
  },
  funds: {
    items: ['GetItem', 'BatchGetItem', 'PutItem', 'ConditionCheckItem'],
    queries: ['table', ...bySides],
  },
  'funds-tasks': { items: ['GetItem'], queries: ['table'] },
  'fund-proposals': {
    items: ['GetItem', 'BatchGetItem', 'PutItem', 'ConditionCheckItem'],
    queries: ['table', ...bySides],
  },
  'fund-proposals-tasks': { items: ['BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'] },
  'fund-claims': {
    items: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'],
    queries: ['table', ...bySides],
  },
  'fund-claims-tasks': {
    items: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'ConditionCheckItem'],
  },
  payouts: {
    items: ['GetItem', 'BatchGetItem', 'PutItem', 'ConditionCheckItem'],
    queries: ['table', ...bySides],
  },
  'payouts-tasks': { items: ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem'] },
  approvals: { items: ['GetItem', 'PutItem', 'DeleteItem'], queries: ['table', ...byOwner], mail: true },
  deliveries: { items: ['GetItem', 'PutItem'], queries: ['table'] },
  // It writes nothing but the key that cursors are signed with, should no list have made it yet.
  redrive: { items: ['GetItem', 'BatchGetItem', 'PutItem'], queries: byOwner },
  'approvals-tasks': { items: ['GetItem', 'PutItem'], queries: ['table'], mail: true },
};

/** The rights of a function by its name; refuses one that has no line, so that none has more or less by accident. */
export const rightsOf = (name: string): Rights => {
  const found = rights[name];
  if (!found) throw new Error(`infra/rights.ts does not say what the function ${name} may do`);
  return found;
};

/** Grants exactly these calls, on the table and the named indexes. */
export const grantTable = (
  table: ITableV2,
  grantee: LambdaFunction,
  { items = [], queries = [] }: Rights,
): void => {
  const grant = (actions: readonly string[], resources: string[]): void => {
    if (actions.length === 0 || resources.length === 0) return;
    grantee.addToRolePolicy(
      new iam.PolicyStatement({ actions: actions.map((action) => `dynamodb:${action}`), resources }),
    );
  };
  grant(items, [table.tableArn]);
  grant(
    ['Query'],
    queries.map((where) => (where === 'table' ? table.tableArn : `${table.tableArn}/index/${where}`)),
  );
};
