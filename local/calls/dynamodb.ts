/**
 * What IAM checks of a DynamoDB request: the parts of a transaction one by one, an index by its own ARN.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
import type { Properties, Stack } from '../parts.ts';
import type { Need } from './needs.ts';

/** What each part of a transaction is checked as. */
const partActions: Record<string, string> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

export function databaseNeeds(operation: string, input: Properties, { region, account }: Stack): Need[] {
  const arnOf = (table: unknown): string =>
    String(table).startsWith('arn:')
      ? String(table)
      : `arn:aws:dynamodb:${region}:${account}:table/${String(table)}`;
  const need = (action: string, table: unknown, rest = ''): Need => ({
    action: `dynamodb:${action}`,
    resource: arnOf(table) + rest,
  });
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return (input.TransactItems as Properties[]).flatMap((item) =>
      Object.entries(item).map(([part, { TableName }]) => need(partActions[part] ?? part, TableName)),
    );
  }
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem')
    return Object.keys(input.RequestItems ?? {}).map((table) => need(operation, table));
  return [need(operation, input.TableName, input.IndexName ? `/index/${input.IndexName}` : '')];
}
