import { describe, expect, test } from '@jest/globals';
import type { OpenApi, Schema } from '../../../functions/contract/document.ts';
import { apiBreaks, breaks, type Direction } from '../../../infra/generate/compatible.ts';
import { openApi } from '../../../infra/generate/openapi.ts';
import { lamps, operation } from './fixture.ts';

const published: Schema = {
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 40 },
    status: { type: 'string', enum: ['lit', 'dark'] },
    amount: {
      anyOf: [
        { type: 'object', properties: { minor: { type: 'integer' } }, required: ['minor'] },
        { type: 'null' },
      ],
    },
    tags: { type: 'array', items: { type: 'string' } },
  },
  required: ['id', 'status'],
};
const changed = (
  direction: Direction,
  change: (schema: Schema & { properties: Record<string, Schema> }) => void,
) => {
  const after = structuredClone(published) as Schema & { properties: Record<string, Schema> };
  change(after);
  return breaks({ before: published, after, direction, at: 'it' });
};

describe('what we give', () => {
  test.each<[string, Parameters<typeof changed>[1], string[]]>([
    ['nothing changed', () => {}, []],
    [
      'a new field',
      (it) => {
        it.properties.extra = { type: 'string' };
      },
      [],
    ],
    [
      'a field that is always there now',
      (it) => {
        it.required?.push('tags');
      },
      [],
    ],
    [
      'a field gone',
      (it) => {
        delete it.properties.tags;
      },
      ['it.tags: is gone'],
    ],
    [
      'a field that may be left out now',
      (it) => {
        it.required = ['id'];
      },
      ['it.status: may be left out now'],
    ],
    [
      'another type',
      (it) => {
        it.properties.id = { type: 'integer' };
      },
      ['it.id: its type was string, now integer'],
    ],
    [
      'null where there was none',
      (it) => {
        it.properties.id = { type: ['string', 'null'] };
      },
      ['it.id: its type was string, now string,null'],
    ],
    [
      'a value nobody knows',
      (it) => {
        it.properties.status = { type: 'string', enum: ['lit', 'dark', 'dim'] };
      },
      ['it.status: the value dim is new'],
    ],
    [
      'entries of another type',
      (it) => {
        it.properties.tags = { type: 'array', items: { type: 'integer' } };
      },
      ['it.tags[]: its type was string, now integer'],
    ],
    [
      'null no more',
      (it) => {
        it.properties.amount = { anyOf: [published.properties?.amount?.anyOf?.[0] as Schema] };
      },
      ['it.amount: it had 2 forms, now 1'],
    ],
  ])('%s', (_name, change, sentences) => {
    expect(changed('given', change)).toEqual(sentences);
  });
});

describe('what we take', () => {
  test.each<[string, Parameters<typeof changed>[1], string[]]>([
    [
      'a new field that may be left out',
      (it) => {
        it.properties.extra = { type: 'string' };
      },
      [],
    ],
    [
      'a new field that must be there',
      (it) => {
        it.properties.extra = {};
        it.required?.push('extra');
      },
      ['it.extra: is required now'],
    ],
    [
      'a new value',
      (it) => {
        it.properties.status = { type: 'string', enum: ['lit', 'dark', 'dim'] };
      },
      [],
    ],
    [
      'a value gone',
      (it) => {
        it.properties.status = { type: 'string', enum: ['lit'] };
      },
      ['it.status: the value dark is gone'],
    ],
    [
      'less room',
      (it) => {
        it.properties.id = { type: 'string', maxLength: 20 };
      },
      ['it.id: maxLength was 40, now 20'],
    ],
    [
      'more room',
      (it) => {
        it.properties.id = { type: 'string', maxLength: 80 };
      },
      [],
    ],
  ])('%s', (_name, change, sentences) => {
    expect(changed('taken', change)).toEqual(sentences);
  });
});

describe('an API', () => {
  const before = openApi([lamps], '1.0.0');
  const sentencesAfter = (change: (api: OpenApi) => void): string[] => {
    const copy = structuredClone(before);
    change(copy);
    return apiBreaks(before, copy);
  };

  test('that stayed breaks nobody', () => expect(sentencesAfter(() => {})).toEqual([]));
  test('that lost an operation', () => {
    expect(
      sentencesAfter((api) => {
        delete api.paths['/v1/lamps/{id}/light'];
      }),
    ).toEqual(['POST /v1/lamps/{id}/light: is gone']);
  });
  test('that demands a parameter more', () => {
    expect(
      sentencesAfter((api) => {
        for (const each of operation(api, 'listLamps').parameters ?? [])
          if ('name' in each && each.name === 'lit') each.required = true;
      }),
    ).toEqual(['GET /v1/lamps parameters.lit: is required now']);
  });
  test('whose record lost a field, everywhere it is answered', () => {
    const sentences = sentencesAfter((api) => {
      delete api.components.schemas.Lamp?.properties?.name;
    });
    expect(sentences).toContain('POST /v1/lamps answer.name: is gone');
    expect(sentences).toContain('GET /v1/lamps answer.items[].name: is gone');
  });
});
