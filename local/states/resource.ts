/** What a Task's Resource names. https://docs.aws.amazon.com/step-functions/latest/dg/integrate-services.html */

export interface Resource {
  /** A Lambda function's own ARN rather than a service integration. */
  direct: boolean;
  service: string;
  action: string;
  /** The generic integration `aws-sdk:<service>:<action>`. */
  sdk: boolean;
  pattern: 'response' | 'sync' | 'sync:2' | 'token';
  /** As history events name it: `lambda`, `aws-sdk:dynamodb`; `invoke.waitForTaskToken`. */
  resourceType: string;
  resource: string;
}

const parsed = new Map<string, Resource>();
const PATTERNS: Record<string, Resource['pattern']> = {
  sync: 'sync',
  'sync:2': 'sync:2',
  waitForTaskToken: 'token',
};

/** @throws Error for a Resource that is neither a Lambda function nor a service integration. */
export function parseResource(arn: string): Resource {
  const known = parsed.get(arn);
  if (known) return known;
  const resource = read(arn);
  parsed.set(arn, resource);
  return resource;
}

function read(arn: string): Resource {
  if (/^arn:[^:]+:lambda:/.test(arn)) {
    return {
      direct: true,
      service: 'lambda',
      action: 'invoke',
      sdk: false,
      pattern: 'response',
      resourceType: 'lambda',
      resource: arn,
    };
  }
  const match = /^arn:[^:]+:states:[^:]*:[^:]*:(aws-sdk:)?([^:]+):([^:.]+)(?:\.(.+))?$/.exec(arn);
  const [, sdk, service, action, suffix] = match ?? [];
  const pattern = suffix === undefined ? 'response' : PATTERNS[suffix];
  if (!service || !action || !pattern) throw new Error(`The Resource ${arn} is not known here`);
  return {
    direct: false,
    service,
    action,
    sdk: sdk !== undefined,
    pattern,
    resourceType: `${sdk ?? ''}${service}`,
    resource: suffix === undefined ? action : `${action}.${suffix}`,
  };
}

/** Whether the Task starts a nested execution, which the engine does itself. */
export function startsExecution(resource: Resource): boolean {
  return !resource.sdk && resource.service === 'states' && resource.action === 'startExecution';
}
