/** The synthesised assembly as the parts of the runner see it. */
import type { Resource, Stack } from '../parts.ts';
import { readAssembly } from './assembly.ts';
import { Scope } from './scope.ts';

export interface LoadSettings {
  /** Where the HTTP API answers. */
  baseUrl: string;
  /** Where the other AWS services answer. */
  endpointUrl: string;
  /** Default us-east-1. */
  region?: string;
  /** Default 123456789012. */
  account?: string;
}

/**
 * Reads `directory` (cdk.out) and resolves everything in it. All stacks of the assembly become one, named like
 * the first. @throws Error in one line naming what does not resolve.
 */
export function loadStack(directory: string, settings: LoadSettings): Stack {
  const { baseUrl, endpointUrl, region = 'us-east-1', account = '123456789012' } = settings;
  const assembly = readAssembly(directory);
  const exported = new Map<string, () => unknown>();
  const imported = (name: string): unknown => {
    const give = exported.get(name);
    if (!give) throw new Error(`no stack of the assembly exports ${name}`);
    return give();
  };
  const scopes = assembly.stacks.map(({ name, template }) => {
    const place = { stackName: name, region, account, baseUrl, endpointUrl };
    return new Scope({ template, place, imported, nestedTemplate: assembly.nestedTemplate });
  });
  for (const scope of scopes) for (const [name, give] of scope.exports()) exported.set(name, give);
  const resources = new Map<string, Resource>();
  const outputs: Record<string, string> = {};
  scopes.forEach((scope, index) => {
    for (const resource of scope.resources()) {
      const taken = resources.has(resource.logicalId);
      const key = taken ? `${assembly.stacks[index]?.name}.${resource.logicalId}` : resource.logicalId;
      resources.set(key, resource);
    }
    Object.assign(outputs, scope.outputs());
  });
  const byType = Map.groupBy(resources.values(), ({ type }) => type);
  return {
    name: assembly.stacks[0]?.name ?? 'stack',
    region,
    account,
    resources,
    outputs,
    ofType: (type) => byType.get(type) ?? [],
    assetPath: (code) => assembly.assetPath(code),
  };
}
