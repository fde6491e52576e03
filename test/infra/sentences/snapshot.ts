import { expect, test } from '@jest/globals';
import type { Stack } from '../synthesised.ts';

/** What follows from the declarations is told by sentences of its own: routes, definitions of machines. */
const derived = new Set([
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Integration',
  'AWS::Lambda::Permission',
]);
const HASH = /[0-9a-f]{64}/g;

export const snapshotSentences = ({ template }: Stack): void => {
  test('the rest of the template is as it was when somebody last looked (mend: jest -u)', () => {
    const kept = Object.entries(template.Resources)
      .filter(([, { Type }]) => !derived.has(Type))
      .map(([id, { Properties, ...resource }]) => {
        const { DefinitionString: _, ...shown } = Properties ?? {};
        return [id, { ...resource, Properties: shown }] as const;
      });
    const text = JSON.stringify(Object.fromEntries(kept), null, 1).replaceAll(HASH, 'asset');
    expect(JSON.parse(text)).toMatchSnapshot();
  });
};
