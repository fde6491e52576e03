/** The state machines of the stack, and the definitions that executions were started with. */
import { AwsError, type Stack } from '../parts.ts';
import { compileMachine, type Machine } from './asl.ts';
import type { Machines as Names } from './scope.ts';
import type { Tables } from './tables.ts';

export interface MachineEntry {
  name: string;
  arn: string;
  roleArn: string;
  machine: Machine;
}

export class Machines implements Names {
  readonly arnPrefix: string;
  readonly entries = new Map<string, MachineEntry>();
  readonly #byHash = new Map<string, Machine>();
  readonly #tables: Tables;

  /** @throws Error naming the machine whose definition cannot run here. */
  constructor(stack: Stack, tables: Tables) {
    this.#tables = tables;
    const resources = stack.ofType('AWS::StepFunctions::StateMachine');
    const sample =
      resources[0]?.arn ||
      resources[0]?.ref ||
      `arn:aws:states:${stack.region}:${stack.account}:stateMachine:`;
    this.arnPrefix = sample.slice(0, sample.lastIndexOf(':') + 1);
    for (const resource of resources) {
      const { DefinitionString, Definition, StateMachineName, StateMachineType, RoleArn } =
        resource.properties;
      const arn = resource.arn || resource.ref;
      const name = StateMachineName ?? arn.slice(arn.lastIndexOf(':') + 1);
      if (StateMachineType === 'EXPRESS')
        throw new Error(`State machine ${name}: only Standard workflows run here, not Express`);
      const entry = { name, arn: `${this.arnPrefix}${name}`, roleArn: RoleArn ?? '' };
      this.entries.set(name, {
        ...entry,
        machine: this.#compile(name, DefinitionString ?? JSON.stringify(Definition)),
      });
    }
  }

  #compile(name: string, text: string): Machine {
    try {
      const machine = compileMachine(text);
      this.#tables.putDefinition.run(machine.hash, text);
      this.#byHash.set(machine.hash, machine);
      return machine;
    } catch (error) {
      throw new Error(`State machine ${name}: ${(error as Error).message}`, { cause: error });
    }
  }

  /** The definition with this hash, also one that the stack has no more. */
  withHash(hash: string): Machine {
    let machine = this.#byHash.get(hash);
    if (!machine) {
      machine = compileMachine((this.#tables.definition.get(hash) as { text: string }).text);
      this.#byHash.set(hash, machine);
    }
    return machine;
  }

  roleOf(name: string): string {
    return this.entries.get(name)?.roleArn ?? '';
  }

  /** @throws AwsError InvalidArn or StateMachineDoesNotExist. */
  byArn(arn: unknown): MachineEntry {
    if (typeof arn !== 'string' || !arn.startsWith('arn:'))
      throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
    const entry = arn.startsWith(this.arnPrefix)
      ? this.entries.get(arn.slice(this.arnPrefix.length))
      : undefined;
    if (!entry) throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return entry;
  }
}
