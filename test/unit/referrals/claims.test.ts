import { describe, expect, test } from '@jest/globals';
import type { Table } from '../../../functions/platform/table.ts';
import { type Claim, claim, claimKey, duplicateOf, release } from '../../../functions/referrals/claims.ts';
import { idOf, someReferral } from '../../support/arbitraries.ts';

const table = { name: 'T' } as Table;
const open = (...claims: Partial<Claim & { id: string }>[]) => ({
  ...claimKey(idOf('prt', 1), 'contoso-foods.com'),
  version: 3,
  open: Object.fromEntries(
    claims.map((given, position) => {
      const { id = `rfl_${position}`, ...said } = given;
      return [id, { holderName: 'Brightpath', solutionIds: [], since: '2026-01-01', ...said }];
    }),
  ),
});
const asking = (...solutionIds: string[]) => someReferral({ solutionIds });

describe('a proposal doubles what is open for the same customer', () => {
  test.each([
    ['with a product in common', ['crm', 'erp'], ['erp', 'bi'], true],
    ['with other products', ['crm'], ['erp'], false],
    ['where the open one names none', ['crm'], [], true],
    ['where the new one names none', [], ['crm'], true],
    ['where neither names any', [], [], true],
  ])('%s', (_, mine, theirs, doubles) => {
    expect(duplicateOf(asking(...mine), open({ solutionIds: theirs }))?.id).toBe(
      doubles ? 'rfl_0' : undefined,
    );
  });

  test('not where nothing is open', () => {
    expect(duplicateOf(asking(), undefined)).toBeUndefined();
    expect(duplicateOf(asking(), open())).toBeUndefined();
  });

  test('and the earliest is named, whatever the order they are kept in', () => {
    const claims = [
      { id: 'rfl_c', since: '2026-03-01' },
      { id: 'rfl_a', since: '2026-01-01', solutionIds: ['other'] },
      { id: 'rfl_b', since: '2026-02-01' },
    ];
    expect(duplicateOf(asking('crm'), open(...claims))?.id).toBe('rfl_b');
    expect(duplicateOf(asking('crm'), open(...claims.reverse()))?.id).toBe('rfl_b');
  });
});

describe('of two proposals at the same instant one is first', () => {
  test('the first entry for a customer must be the first', () => {
    const { write, onConflict } = claim(table, asking('crm'), undefined);
    expect(write.Put).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk)',
      Item: { pk: `CUSTOMER#${idOf('prt', 1)}#contoso-foods.com`, sk: 'CLAIMS', version: 1 },
    });
    expect(onConflict(undefined)).toMatchObject({ code: 'busy' });
  });

  test('a further one must be entered over what was read, and keeps it', () => {
    const { write } = claim(table, asking('crm'), open({ id: 'rfl_other' }));
    expect(write.Put).toMatchObject({
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': 3 },
      Item: {
        version: 4,
        open: {
          rfl_other: { holderName: 'Brightpath' },
          [idOf('rfl', 1)]: { holderName: 'Northwind Cloud', solutionIds: ['crm'] },
        },
      },
    });
  });
});

describe('a referral that is over gives its claim back', () => {
  test('and the version moves, so that a proposal made meanwhile looks again', () => {
    const { write } = release(table, asking());
    expect(write.Update).toMatchObject({
      UpdateExpression: 'SET version = version + :one REMOVE #open.#id',
      ExpressionAttributeNames: { '#id': idOf('rfl', 1) },
      ConditionExpression: 'attribute_exists(pk)',
    });
  });

  test('to the opportunity it became, with the day it was made', () => {
    const { write } = release(table, asking('crm'), 'opp_1');
    expect(write.Update).toMatchObject({
      UpdateExpression: 'SET version = version + :one, #open.#heir = #open.#id REMOVE #open.#id',
      ExpressionAttributeNames: { '#id': idOf('rfl', 1), '#heir': 'opp_1' },
    });
  });
});
