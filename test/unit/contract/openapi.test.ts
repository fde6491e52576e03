import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { catalogue } from '../../../functions/contract/catalogue.ts';
import { refusalCodes } from '../../../functions/platform/refusals.ts';
import { refusalsOf } from '../../../functions/platform/route.ts';
import { openApi } from '../../../infra/generate/openapi.ts';
import { bodies, lamps, operation } from './fixture.ts';

const api = openApi([lamps], '1.0.0');
const document = openApi(catalogue, '1.0.0');
const headers = (id: string) =>
  (operation(api, id).parameters ?? []).flatMap((each) =>
    '$ref' in each ? [each.$ref.split('/').pop()] : [],
  );

describe('an operation says all that its route declares', () => {
  test('a route that creates asks for an Idempotency-Key, one that acts for If-Match too', () => {
    expect(headers('createLamp')).toEqual(['IdempotencyKey']);
    expect(headers('lightLamp')).toEqual(['IdempotencyKey', 'IfMatch']);
    expect(headers('changeLamp')).toEqual(['IfMatch']);
    expect(headers('removeLamp')).toEqual([]);
    expect(headers('listLamps')).toEqual([]);
  });

  test('its scope is written as the token carries it', () => {
    expect(operation(api, 'createLamp').security).toEqual([{ oauth2: ['cosell/lamps:write'] }]);
    expect(Object.keys(api.components.securitySchemes.oauth2.flows.clientCredentials.scopes)).toEqual([
      'cosell/lamps:read',
      'cosell/lamps:write',
    ]);
  });

  test('a query parameter with a default may be left out', () => {
    expect(operation(api, 'listLamps').parameters).toEqual([
      {
        name: 'limit',
        in: 'query',
        required: false,
        schema: expect.objectContaining({ type: 'integer', default: 25, maximum: 100 }),
      },
      { name: 'lit', in: 'query', required: false, schema: { type: 'string' } },
    ]);
  });

  test('a merge patch is taken under both media types, and may be empty', () => {
    const body = operation(api, 'changeLamp').requestBody;
    expect(Object.keys(body?.content ?? {})).toEqual(['application/merge-patch+json', 'application/json']);
    expect(body?.required).toBe(false);
    expect(operation(api, 'createLamp').requestBody?.required).toBe(true);
  });

  test('an answer with a revision carries its ETag, a page and a 204 do not', () => {
    expect(operation(api, 'createLamp').responses['201']).toHaveProperty('headers.ETag');
    expect(operation(api, 'lightLamp').responses['200']).toHaveProperty('headers.ETag');
    expect(operation(api, 'listLamps').responses['200']).not.toHaveProperty('headers');
    expect(operation(api, 'removeLamp').responses['204']).toEqual({ description: 'Done.' });
  });

  test('a page for people is no operation', () => {
    expect(Object.keys(api.paths)).toEqual(['/v1/lamps', '/v1/lamps/{id}/light', '/v1/lamps/{id}']);
  });
});

describe('refusals', () => {
  test.each(
    catalogue.flatMap(({ routes }) => Object.entries(routes).filter(([, route]) => route.kind !== 'page')),
  )(
    '%s declares the status of every code that it can answer, and what the gateway answers',
    (name, route) => {
      const statuses = refusalsOf(route).map((code) => String(refusalCodes[code].status));
      const declared = Object.keys(operation(document, name).responses);
      expect(declared).toEqual(expect.arrayContaining([...statuses, '401', '403', '429', '431', '503']));
    },
  );

  test('codes of one status stand together, and nothing else may stand there', () => {
    expect(operation(api, 'lightLamp').responses['409']).toMatchObject({
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { properties: { code: { enum: ['transition_not_allowed', 'busy', 'idempotency_in_flight'] } } },
            ],
          },
        },
      },
    });
  });

  test('403 can be ours or the gateway’s', () => {
    const answer = operation(api, 'lightLamp').responses['403'] as { content: object };
    expect(Object.keys(answer.content)).toEqual(['application/problem+json', 'application/json']);
  });
});

describe('components', () => {
  const { schemas, examples } = api.components;

  test('what reads differently on the way in is a component of its own', () => {
    expect(Object.keys(schemas)).toEqual(
      expect.arrayContaining(['Tint', 'TintInput', 'NewLamp', 'Lamp', 'LampPage']),
    );
    expect(schemas.NewLamp?.properties?.tint).toEqual({ $ref: '#/components/schemas/TintInput' });
    expect(schemas.Lamp?.properties?.tint).toEqual({ $ref: '#/components/schemas/Tint' });
    expect(schemas.PointInput).toBeUndefined();
  });

  test('what we take is closed; what we give is open, so that it can grow', () => {
    expect(schemas.NewLamp?.additionalProperties).toBe(false);
    expect(schemas.Lamp).not.toHaveProperty('additionalProperties');
  });

  test('a record shows what was sent to make it', () => {
    expect(examples.LampView?.value).toMatchObject({ name: 'Desk' });
    expect(examples.Lamp?.value).toMatchObject({ name: 'Desk', tint: { hue: 30, strong: false } });
  });

  test('the same name for two things is refused', () => {
    expect(() => openApi([lamps, lamps], '1.0.0')).toThrow('two routes are called createLamp');
  });
});

describe('the product’s own document', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', ...document });

  test('every example fits its schema', () => {
    const misfits = bodies(document).flatMap(({ at, media }) => {
      const local = JSON.parse(JSON.stringify(media.schema).replaceAll('"#/', '"api#/'));
      const fits = ajv.compile(local);
      return Object.entries(media.examples ?? {}).flatMap(([name, example]) => {
        const itself = '$ref' in example ? document.components.examples[name] : example;
        return itself && fits(itself.value) ? [] : [`${at}, ${name}: ${ajv.errorsText(fits.errors)}`];
      });
    });
    expect(misfits).toEqual([]);
  });

  test('it comes out the same each time', () => {
    expect(JSON.stringify(openApi(catalogue, '1.0.0'))).toBe(JSON.stringify(document));
  });
});
