/** One template with its parameters: finds what its functions refer to, each thing once and only when asked. */
import type { Properties, Resource } from '../parts.ts';
import type { Template } from './assembly.ts';
import { type Identity, identify, identityProperties, type Place } from './identity.ts';
import { holds, noValue, resolve, type Surroundings } from './intrinsics.ts';

export interface ScopeSettings {
  template: Template;
  place: Place;
  /** Given by a parent stack to its nested one. */
  parameters?: Record<string, unknown>;
  imported(exportName: string): unknown;
  nestedTemplate(file: string): Template;
}

const nestedStack = 'AWS::CloudFormation::Stack';

export class Scope implements Surroundings {
  readonly #settings: ScopeSettings;
  readonly #identities = new Map<string, Identity>();
  readonly #conditions = new Map<string, boolean>();
  readonly #nested = new Map<string, Scope>();
  /** What is being resolved now, outermost first: shows a circle instead of running in it. */
  readonly #under: string[] = [];

  constructor(settings: ScopeSettings) {
    this.#settings = settings;
  }

  /** All resources whose condition holds, those of nested stacks too (`<nested>.<logicalId>`). */
  resources(): Resource[] {
    return Object.entries(this.#settings.template.Resources ?? {}).flatMap(([logicalId, resource]) => {
      if (resource.Condition && !this.condition(resource.Condition)) return [];
      if (resource.Type === nestedStack) {
        return this.#child(logicalId)
          .resources()
          .map((inner) => ({ ...inner, logicalId: `${logicalId}.${inner.logicalId}` }));
      }
      const { ref, arn } = this.#identity(logicalId);
      const properties = this.#saying(`${logicalId} (${resource.Type})`, () =>
        resolve(resource.Properties ?? {}, this),
      ) as Properties;
      return [{ logicalId, type: resource.Type, properties, ref, arn }];
    });
  }

  outputs(): Record<string, string> {
    const declared = Object.entries(this.#settings.template.Outputs ?? {});
    const held = declared.filter(([, { Condition }]) => !Condition || this.condition(Condition));
    return Object.fromEntries(held.map(([name]) => [name, String(this.#output(name))]));
  }

  /** The values that this stack exports, by export name. */
  exports(): [string, () => unknown][] {
    return Object.entries(this.#settings.template.Outputs ?? {}).flatMap(([name, { Export }]) =>
      Export ? [[String(resolve(Export.Name, this)), () => this.#output(name)]] : [],
    );
  }

  ref(name: string): unknown {
    const pseudo = this.#pseudo(name);
    if (pseudo !== undefined) return pseudo;
    const { template, parameters } = this.#settings;
    const parameter = template.Parameters?.[name];
    if (parameter) {
      const value = parameters?.[name] ?? parameter.Default;
      // An SSM parameter's default is its name, not its value; the only one CDK adds is the bootstrap version.
      if (parameter.Type.startsWith('AWS::SSM::')) return '21';
      if (value === undefined) throw new Error(`the parameter ${name} has neither a value nor a default`);
      return parameter.Type.includes('List') ? String(value).split(',') : value;
    }
    return this.#identity(name).ref;
  }

  attribute(logicalId: string, attribute: string): unknown {
    if (attribute.startsWith('Outputs.')) return this.#child(logicalId).#output(attribute.slice(8));
    const { attributes, arn, ref } = this.#identity(logicalId);
    return attributes[attribute] ?? (attribute.endsWith('Arn') ? arn : ref);
  }

  mapped(map: string, key: string, second: string): unknown {
    const value = this.#settings.template.Mappings?.[map]?.[key]?.[second];
    if (value === undefined) throw new Error(`the mapping ${map} has no ${key}.${second}`);
    return value;
  }

  imported(exportName: string): unknown {
    return this.#settings.imported(exportName);
  }

  condition(name: string): boolean {
    const known = this.#conditions.get(name);
    if (known !== undefined) return known;
    const declared = this.#settings.template.Conditions?.[name];
    if (declared === undefined) throw new Error(`the condition ${name} is not declared`);
    const truth = this.#saying(`condition ${name}`, () => holds(declared, this));
    this.#conditions.set(name, truth);
    return truth;
  }

  /**
   * The HTTP API, the user pool's domain and its public keys answer at the runner's own address. Of the user pool only
   * the keys' address moves: its issuer is a name, and stays what it is at AWS.
   */
  localise(text: string): string {
    const { region, baseUrl } = this.#settings.place;
    if (!text.includes('.amazon')) return text;
    const hosts = [
      `[\\w-]+\\.execute-api\\.${region}\\.amazonaws`,
      `[\\w-]+\\.auth\\.${region}\\.amazoncognito`,
      `cognito-idp\\.${region}\\.amazonaws(?=\\.com/[\\w-]+/\\.well-known/)`,
    ];
    return text.replace(new RegExp(`https://(?:${hosts.join('|')})\\.com`, 'g'), baseUrl);
  }

  #pseudo(name: string): unknown {
    const { stackName, region, account } = this.#settings.place;
    const known: Record<string, unknown> = {
      'AWS::Region': region,
      'AWS::AccountId': account,
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
      'AWS::StackName': stackName,
      'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stackName}/local`,
      'AWS::NotificationARNs': [],
      'AWS::NoValue': noValue,
    };
    return known[name];
  }

  #identity(logicalId: string): Identity {
    const known = this.#identities.get(logicalId);
    if (known) return known;
    const resource = this.#settings.template.Resources?.[logicalId];
    if (!resource) throw new Error(`${this.#settings.place.stackName} has nothing named ${logicalId}`);
    const identity = this.#saying(logicalId, () => {
      const declared = Object.entries(resource.Properties ?? {});
      const needed = Object.fromEntries(declared.filter(([key]) => identityProperties.has(key)));
      const properties = resolve(needed, this) as Properties;
      return identify(resource.Type, logicalId, properties, this.#settings.place);
    });
    this.#identities.set(logicalId, identity);
    return identity;
  }

  #output(name: string): unknown {
    const output = this.#settings.template.Outputs?.[name];
    if (!output) throw new Error(`${this.#settings.place.stackName} has no output ${name}`);
    return this.#saying(`output ${name}`, () => resolve(output.Value, this));
  }

  #child(logicalId: string): Scope {
    const known = this.#nested.get(logicalId);
    if (known) return known;
    const resource = this.#settings.template.Resources?.[logicalId];
    const file = resource?.Metadata?.['aws:asset:path'];
    if (resource?.Type !== nestedStack || typeof file !== 'string') {
      throw new Error(`${logicalId} is not a nested stack of this assembly`);
    }
    const { place } = this.#settings;
    const scope = new Scope({
      ...this.#settings,
      template: this.#settings.nestedTemplate(file),
      place: { ...place, stackName: `${place.stackName}-${logicalId}` },
      parameters: resolve(resource.Properties?.Parameters ?? {}, this) as Record<string, unknown>,
    });
    this.#nested.set(logicalId, scope);
    return scope;
  }

  #saying<T>(what: string, work: () => T): T {
    if (this.#under.includes(what)) throw new Error(`${[...this.#under, what].join(' -> ')} is a circle`);
    this.#under.push(what);
    try {
      return work();
    } catch (error) {
      const { message } = error as Error;
      throw this.#under.length === 1 ? new Error(`template: ${what}: ${message}`) : error;
    } finally {
      this.#under.pop();
    }
  }
}
