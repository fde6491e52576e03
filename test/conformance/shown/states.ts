import { expect } from '@jest/globals';
import { createStates } from '../../../local/states/engine.ts';
import { groundOf, resource } from '../../unit/local-runner/ground.ts';
import { machineOf, makeKit, START } from '../../unit/local-states/kit.ts';
import type { DifferenceId } from '../differences.ts';
import { runOf } from '../states/machines.ts';

const pass = { Type: 'Pass', End: true };

/** The differences of workflows, as they show. */
export const states = {
  'states-kinds': () => {
    const refused = (m: object) => expect(() => makeKit({ machines: { m } })).toThrow;
    refused(machineOf({ A: { Type: 'Pass', QueryLanguage: 'JSONPath' } }))('only QueryLanguage JSONata');
    const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'A', States: { A: pass } };
    refused(machineOf({ M: { Type: 'Map', ItemProcessor } }))('a distributed Map does not run here');
    const DefinitionString = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: pass } });
    const express = resource('AWS::StepFunctions::StateMachine', 'M', {
      StateMachineType: 'EXPRESS',
      DefinitionString,
    });
    const ground = groundOf([express]);
    const functions = { invoke: async () => ({ ok: true, payload: null }) as const };
    expect(() => createStates(ground, functions, async () => undefined)).toThrow('not Express');
    ground.end();
  },
  'states-validation': async () => {
    const view = await runOf({ states: { W: { Type: 'Wait', Timestamp: '2016-12-05 21:29:29Z' } } });
    expect(view).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  },
  'states-redrive': async () => {
    const kit = makeKit({ machines: { m: machineOf({ F: { Type: 'Fail' } }) } });
    await expect(kit.api('RedriveExecution', {})).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  },
  'states-variables': async () => {
    const names = Array.from({ length: 42 }, (_, index) => `v${index}`);
    const states = Object.fromEntries(
      names.map((name) => [name, { Type: 'Pass', Assign: { [name]: "{% $pad('', 260000, 'x') %}" } }]),
    );
    expect(names.length * 260_000).toBeGreaterThan(10 * 1_048_576);
    expect(await runOf({ states })).toMatchObject({ status: 'SUCCEEDED' });
  },
  'states-history': async () => {
    const { history } = await runOf({ states: { A: { Type: 'Pass', Output: '{% $doesNotExist %}' } } });
    expect(history[2]).toMatchObject({ type: 'EvaluationFailed', previousEventId: 2 });
    const loop = { A: { ...pass, Next: 'B', End: undefined }, B: { Type: 'Pass', Next: 'A' } };
    const long = await runOf({ states: loop });
    expect(long.history.at(-1)?.id).toBeLessThan(25_000);
    expect(Date.parse(long.startedAt)).toBe(START);
  },
} satisfies Partial<Record<DifferenceId, () => unknown>>;
