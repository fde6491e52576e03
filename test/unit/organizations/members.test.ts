import { describe, expect, test } from '@jest/globals';
import { memberPatchSchema, newMemberSchema } from '../../../functions/organizations/organization.ts';
import {
  createClientSteps,
  createMemberSteps,
  updateMemberSteps,
} from '../../../functions/organizations/store.ts';
import { faultsOf } from '../../../functions/platform/http/faults.ts';
import type { Table } from '../../../functions/platform/table.ts';
import { idOf, member, memberId } from '../../support/arbitraries.ts';

const table = { name: 'T' } as Table;
const ORG = idOf('org', 1);
const keysOf = (steps: ReturnType<typeof createMemberSteps>) =>
  steps.map(({ write }) => {
    const { pk, sk } = (write.Put?.Item ?? write.Delete?.Key ?? {}) as { pk: string; sk: string };
    return `${write.Put ? 'put' : 'delete'} ${pk} ${sk}`;
  });
const ana = member(1, { email: 'ana@brightpath.example' });

describe('an address belongs to one member of an organisation', () => {
  test('who claims it on joining', () => {
    const steps = createMemberSteps(ORG, table, ana);
    expect(keysOf(steps)).toEqual([
      `put ORG#${ORG} MEMBER#${memberId(1)}`,
      `put ORG#${ORG} EMAIL#ana@brightpath.example`,
    ]);
    expect(steps.every(({ write }) => write.Put?.ConditionExpression === 'attribute_not_exists(pk)')).toBe(
      true,
    );
    expect(steps[1]?.onConflict(undefined)).toMatchObject({ code: 'already_exists' });
  });

  test('who gives it back on taking another', () => {
    const after = { ...ana, revision: 2, email: 'lima@brightpath.example' };
    expect(keysOf(updateMemberSteps(ORG, table, ana, after))).toEqual([
      `put ORG#${ORG} MEMBER#${memberId(1)}`,
      `delete ORG#${ORG} EMAIL#ana@brightpath.example`,
      `put ORG#${ORG} EMAIL#lima@brightpath.example`,
    ]);
  });

  test('who keeps it through any other change', () => {
    const steps = updateMemberSteps(ORG, table, ana, { ...ana, revision: 2, name: 'Ana Lima' });
    expect(keysOf(steps)).toEqual([`put ORG#${ORG} MEMBER#${memberId(1)}`]);
    expect(steps[0]?.write.Put).toMatchObject({ ExpressionAttributeValues: { ':revision': 1 } });
    expect(steps[0]?.onConflict({ pk: 'p', sk: 's', revision: 5 })).toMatchObject({
      code: 'stale_revision',
      detail: 'The current revision is 5.',
    });
  });
});

test('an API client is told from its id alone, and its secret is kept nowhere', () => {
  const organization = { ...ana, id: ORG, name: 'Brightpath' };
  const client = { id: 'c1', organizationId: ORG, name: 'CRM', scopes: ['a:read'], createdAt: ana.createdAt };
  const steps = createClientSteps(table, organization, client);
  expect(keysOf(steps)).toEqual([`put ORG#${ORG} CLIENT#c1`, 'put CLIENT#c1 CLIENT']);
  expect(steps[1]?.write.Put?.Item).toMatchObject({ organizationId: ORG, organizationName: 'Brightpath' });
  expect(JSON.stringify(steps)).not.toMatch(/secret/i);
});

describe('a member', () => {
  const given = { name: 'Ana Lima', email: 'Ana@Brightpath.example', roles: ['seller'] };
  const faults = (schema: typeof newMemberSchema | typeof memberPatchSchema, value: object) => {
    const { error } = schema.safeParse(value);
    return error ? faultsOf('body', error).map(({ pointer, code }) => `${pointer} ${code}`) : [];
  };

  test('speaks English and keeps to UTC unless told otherwise', () => {
    expect(newMemberSchema.parse(given)).toEqual({
      ...given,
      email: 'ana@brightpath.example',
      locale: 'en-GB',
      timeZone: 'UTC',
    });
  });
  test.each([
    [{ roles: [] }, ['#/roles too_small']],
    [{ roles: ['seller', 'seller'] }, ['#/roles repeated']],
    [{ roles: ['boss'] }, ['#/roles/0 not_allowed']],
    [{ email: 'ana' }, ['#/email wrong_format']],
    [{ active: false }, ['#/active unknown_field']],
    [{ id: memberId(9) }, ['#/id unknown_field']],
  ])('with %j is refused', (changes, expected) => {
    expect(faults(newMemberSchema, { ...given, ...changes })).toEqual(expected);
  });
  test('changes what is named and nothing else; what has no default cannot be emptied', () => {
    expect(memberPatchSchema.parse({ active: false })).toEqual({ active: false });
    expect(faults(memberPatchSchema, { name: null, locale: null, organizationId: ORG })).toEqual([
      '#/name wrong_type',
      '#/locale wrong_type',
      '#/organizationId unknown_field',
    ]);
  });
});
