import { describe, expect, test } from '@jest/globals';
import { reserveOf } from '../../../infra/reserves.ts';
import { joined, type Stack } from '../synthesised.ts';

/** Of the 4,096 bytes that Lambda takes in all environment variables together: what grows with the product is built in. */
const MOST_ENVIRONMENT_BYTES = 2_048;

export const functionSentences = ({ of, named, template }: Stack): void => {
  const functions = of('AWS::Lambda::Function');
  const environmentOf = (id: string): Record<string, string> => {
    const { Variables = {} } = (template.Resources[id]?.Properties.Environment ?? {}) as {
      Variables?: object;
    };
    return Object.fromEntries(Object.entries(Variables).map(([name, value]) => [name, joined(value)]));
  };

  describe.each(functions)('%s', (id, { Properties }) => {
    test('runs Node.js 24 on arm64, traced, and ends', () => {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
    });
    test('uses no more than is declared for it', () => {
      const name = id
        .replace(/Function[0-9A-F]{8}$/, '')
        .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
        .toLowerCase();
      const { memoryMegabytes, timeoutSeconds, why } = reserveOf(name);
      expect(Properties).toMatchObject({ MemorySize: memoryMegabytes, Timeout: timeoutSeconds });
      expect(why.length).toBeGreaterThan(40);
      // The gateway gives up on a handler after 30 seconds, and on an authorizer after 10.
      if (!/-tasks$|^relay$/.test(name)) expect(timeoutSeconds).toBeLessThan(name === 'authorizer' ? 10 : 30);
    });
    test('takes instances for itself only where it protects what nobody may hold up', () => {
      expect(Properties.ReservedConcurrentExecutions).toBe(/^Relay/.test(id) ? 20 : undefined);
    });
    test('has a log of its own, which is let go of after a year', () => {
      const log = named((Properties.LoggingConfig as { LogGroup: unknown }).LogGroup);
      expect(template.Resources[log]?.Properties.RetentionInDays).toBe(365);
      const sharing = functions.filter(
        ([, other]) => named((other.Properties.LoggingConfig as { LogGroup: unknown }).LogGroup) === log,
      );
      expect(sharing.map(([name]) => name)).toEqual([id]);
    });
    test('has a role of its own', () => {
      const role = named(Properties.Role);
      expect(functions.filter(([, other]) => named(other.Properties.Role) === role)).toHaveLength(1);
    });
    test('is told no secret by its environment, which everybody may read who may read the function', () => {
      const environment = environmentOf(id);
      expect(
        Object.keys(environment).filter((name) =>
          /secret|password|token(?!_URL)|key(?!S_URL)|credential/i.test(name),
        ),
      ).toEqual([]);
      expect(JSON.stringify(environment)).not.toMatch(
        /AKIA[0-9A-Z]{16}|ClientSecret|resolve:secretsmanager|-----BEGIN/,
      );
    });
    test('has room left in its environment', () => {
      const bytes = Object.entries(environmentOf(id)).reduce(
        (sum, [name, value]) => sum + Buffer.byteLength(name + value),
        0,
      );
      expect(bytes).toBeLessThan(MOST_ENVIRONMENT_BYTES);
    });
  });

  test('nothing else writes to a log that is kept for ever', () => {
    const logs = of('AWS::Logs::LogGroup').filter(
      ([, { Properties }]) => Properties.RetentionInDays === undefined,
    );
    expect(logs.map(([id]) => id)).toEqual([]);
  });
};
