import { describe, expect, test } from '@jest/globals';
import { catalogue, contractByType } from '../../../events/catalogue.ts';
import { cloudEvent } from '../../../events/define.ts';

/** Of the product's list, what these four processes announce. Written by hand: an event that goes missing is missed. */
const promised = {
  partnership: 'invited accepted declined expired suspended resumed ended',
  referral: 'proposed accepted declined expired withdrawn connected converted closed response_due',
  opportunity: 'created',
  approval: 'requested reminded delegated escalated decided expired cancelled',
};
const types = Object.entries(promised).flatMap(([record, verbs]) =>
  verbs.split(' ').map((verb) => `cosell.${record}.${verb}.v1`),
);

test('every event that is promised is there, each once, and no other under these names', () => {
  const records = Object.keys(promised);
  const declared = catalogue
    .map(({ type }) => type)
    .filter((type) => records.includes(type.split('.')[1] ?? ''));
  expect([...declared].sort()).toEqual([...types].sort());
  expect(new Set(catalogue.map(({ type }) => type)).size).toBe(catalogue.length);
});

test('a type that was never declared is a bug', () => {
  expect(() => contractByType('cosell.referral.lost.v1')).toThrow('no event is declared');
  expect(contractByType('cosell.referral.proposed.v1').source).toBe('cosell.referrals');
});

describe.each(catalogue.map((contract) => [contract.type, contract] as const))('%s', (type, contract) => {
  test('has a name of its form, a source and a sentence', () => {
    expect(type).toMatch(/^cosell\.[a-z]+(?:_[a-z]+)*\.[a-z]+(?:_[a-z]+)*\.v\d+$/);
    expect(contract.source).toMatch(/^cosell\.[a-z]+(?:-[a-z]+)*$/);
    expect(contract.summary).toMatch(/^[A-Z].*\.$/);
  });

  test('has an example that is one, and takes nothing beyond its fields', () => {
    expect(contract.data.safeParse(contract.example).error).toBeUndefined();
    expect(contract.data.safeParse({ ...(contract.example as object), contacts: [] }).success).toBe(false);
  });

  test('is a CloudEvent that knows its own type alone', () => {
    const schema = cloudEvent(contract);
    const event = {
      specversion: '1.0',
      id: 'evt_1',
      source: '/v1/x',
      type,
      subject: 'x',
      time: '2026-11-23T09:00:00.000Z',
      datacontenttype: 'application/json',
      dataschema: `/events/${type}.json`,
      sequence: '00000001.00',
      data: contract.example,
    };
    expect(schema.safeParse(event).error).toBeUndefined();
    expect(schema.safeParse({ ...event, type: 'cosell.other.v1' }).success).toBe(false);
  });

  test('says nothing that one side keeps to itself', () => {
    expect(Object.keys(contract.example as object).join(' ')).not.toMatch(
      /contact|address|street|note|email|phone|token|comment|overlay|forecast/i,
    );
  });
});
