import specs from '@asyncapi/specs';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { catalogue } from '../../../events/catalogue.ts';
import { cloudEvent } from '../../../events/define.ts';
import { asyncApi, eventSchema, exampleEvent } from '../../../infra/generate/events.ts';

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);

describe.each(catalogue.map((contract) => [contract.type, contract] as const))('%s', (_type, contract) => {
  test('its example fits its declaration to the letter', () => {
    expect(cloudEvent(contract).parse(exampleEvent(contract))).toEqual(exampleEvent(contract));
  });

  test('its example fits the schema that is published', () => {
    const fits = ajv.compile(eventSchema(contract));
    fits(exampleEvent(contract));
    expect(fits.errors).toBeNull();
  });

  test('a reader of today’s schema takes an event that has gained a field', () => {
    const grown = { ...exampleEvent(contract), traceparent: '00-1-1-00' };
    expect(ajv.compile({ ...eventSchema(contract), $id: `grown ${contract.type}` })(grown)).toBe(true);
  });
});

test('every type stands once, under its own process', () => {
  const types = catalogue.map(({ type }) => type);
  expect(new Set(types).size).toBe(types.length);
});

test('the AsyncAPI document is one', () => {
  const document = asyncApi(catalogue, '1.0.0');
  const strict = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(strict);
  const fits = strict.compile(specs.schemasWithoutId['3.0.0'] as object);
  fits(document);
  expect(fits.errors).toBeNull();
  expect(Object.keys(document.components.messages)).toEqual(catalogue.map(({ type }) => type));
});
