/** Reads what `cdk synth` wrote: the stacks of an assembly and where their assets lie. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export interface Template {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Mappings?: Record<string, Record<string, Record<string, unknown>>>;
  Conditions?: Record<string, unknown>;
  Resources?: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value: unknown; Condition?: string; Export?: { Name: unknown } }>;
}
export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Condition?: string;
  Metadata?: Record<string, unknown>;
}
export interface Assembly {
  stacks: { name: string; template: Template }[];
  /** @throws Error when the assembly does not hold the asset. */
  assetPath(code: { S3Key?: string }): string;
  nestedTemplate(file: string): Template;
}

/** @param directory `cdk.out`. @throws Error with one line when it is not a cloud assembly. */
export function readAssembly(directory: string): Assembly {
  const manifestFile = join(directory, 'manifest.json');
  if (!existsSync(manifestFile))
    throw new Error(`${directory} holds no manifest.json: it is not a cloud assembly`);
  const { artifacts = {} } = readJson(manifestFile) as { artifacts?: Record<string, Artifact> };
  const stacks = Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack')
    .map(([id, { properties }]) => ({
      name: properties?.stackName ?? id,
      template: readJson(join(directory, properties?.templateFile ?? `${id}.template.json`)) as Template,
    }));
  if (stacks.length === 0) throw new Error(`${manifestFile} names no stack`);
  const assets = assetsOf(directory, artifacts);
  return {
    stacks,
    assetPath({ S3Key: key = '' }) {
      const hash = basename(key).replace(/\..*$/, '');
      const path = assets.get(hash) ?? join(directory, `asset.${hash}`);
      if (hash && existsSync(path)) return path;
      throw new Error(`the cloud assembly holds no asset ${key || '(none named)'}`);
    },
    nestedTemplate: (file) => readJson(join(directory, file)) as Template,
  };
}

interface Artifact {
  type: string;
  properties?: { templateFile?: string; stackName?: string; file?: string };
}

function assetsOf(directory: string, artifacts: Record<string, Artifact>): Map<string, string> {
  const assets = new Map<string, string>();
  for (const { type, properties } of Object.values(artifacts)) {
    if (type !== 'cdk:asset-manifest' || !properties?.file) continue;
    const { files = {} } = readJson(join(directory, properties.file)) as {
      files?: Record<string, { source: { path?: string } }>;
    };
    for (const [hash, { source }] of Object.entries(files)) {
      if (source.path) assets.set(hash, join(directory, source.path));
    }
  }
  return assets;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file} cannot be read: ${(error as Error).message}`);
  }
}
