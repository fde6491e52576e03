import type { Properties, Resource, Stack } from '../../local/parts.ts';
import { list, type Statement } from './evaluate.ts';

/** Who has rights: a role, with what uses it; or a service, by the policy of the resource that it calls. */
export interface Holder {
  /** As a person knows it: `ApprovalsTasksFunction`, `apigateway.amazonaws.com`. */
  name: string;
  /** What a recorded call may name it by. */
  by: ReadonlySet<string>;
  statements: readonly Statement[];
  /** What is wrong with it whatever is called. */
  faults: readonly string[];
}

interface User {
  resource: Resource;
  service: string;
  roleArn: unknown;
}
/** What uses a role: the service that takes it in the resource's name. */
const usersOf = (stack: Stack): User[] => [
  ...stack.ofType('AWS::Lambda::Function').map((resource) => ({
    resource,
    service: 'lambda.amazonaws.com',
    roleArn: resource.properties.Role,
  })),
  ...stack.ofType('AWS::StepFunctions::StateMachine').map((resource) => ({
    resource,
    service: 'states.amazonaws.com',
    roleArn: resource.properties.RoleArn,
  })),
  ...stack.ofType('AWS::Events::Rule').flatMap((resource) =>
    list<Properties>(resource.properties.Targets).map(({ RoleArn }) => ({
      resource,
      service: 'events.amazonaws.com',
      roleArn: RoleArn,
    })),
  ),
];

/** A logical id without CDK's hash. */
export const plain = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');
const statementsOf = (document: Properties | undefined): Statement[] => list(document?.Statement);

/** Every role of the stack with all that it is granted. */
export const roles = (stack: Stack): Holder[] => {
  const users = usersOf(stack);
  return stack.ofType('AWS::IAM::Role').map((role) => {
    const its = users.filter(({ roleArn }) => roleArn === role.arn);
    const names = its.map(({ resource }) => plain(resource.logicalId));
    return {
      name: names.join(' and ') || plain(role.logicalId),
      by: new Set([role.arn, ...its.map(({ resource }) => resource.arn)]),
      statements: granted(stack, role),
      faults: [
        ...list(role.properties.ManagedPolicyArns).map(
          (arn) => `has the managed policy ${arn}: write out what is needed of it`,
        ),
        ...distrust(role, new Set(its.map(({ service }) => service))),
      ],
    };
  });
};

const granted = (stack: Stack, role: Resource): Statement[] => {
  const attached = stack
    .ofType('AWS::IAM::Policy')
    .filter(({ properties }) => list(properties.Roles).includes(role.ref));
  return [
    ...attached.flatMap(({ properties }) => statementsOf(properties.PolicyDocument)),
    ...list(role.properties.Policies).flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument)),
  ];
};

/** A role is assumed by the services that use it here, and by nobody else. */
const distrust = ({ properties }: Resource, wanted: ReadonlySet<string>): string[] => {
  const trusted = new Set(
    statementsOf(properties.AssumeRolePolicyDocument).flatMap(({ Principal }) =>
      typeof Principal === 'object'
        ? Object.values(Principal).flatMap((one) => list(one))
        : [String(Principal)],
    ),
  );
  return [
    ...[...wanted]
      .filter((one) => !trusted.has(one))
      .map((service) => `cannot be assumed by ${service}: trust it`),
    ...(wanted.size === 0
      ? []
      : [...trusted]
          .filter((one) => !wanted.has(one))
          .map((one) => `can be assumed by ${one}, which does not use it: trust it no more`)),
  ];
};

/** Every service that a resource's own policy lets in. Denials hold for everybody, and are in `denials`. */
export const services = (stack: Stack): Holder[] => {
  const statements = resourceStatements(stack).filter(({ Effect }) => Effect === 'Allow');
  const principals = statements.flatMap(({ Principal }) =>
    typeof Principal === 'object' ? list(Principal.Service) : [String(Principal)],
  );
  return [...new Set(principals)].map((name) => ({
    name,
    by: new Set([name]),
    statements: statements.filter(({ Principal }) =>
      typeof Principal === 'object' ? list(Principal.Service).includes(name) : Principal === name,
    ),
    faults: [],
  }));
};
export const denials = (stack: Stack): Statement[] =>
  resourceStatements(stack).filter(({ Effect }) => Effect === 'Deny');

const resourceStatements = (stack: Stack): Statement[] => [
  ...stack.ofType('AWS::Lambda::Permission').map(({ properties }): Statement => {
    const { Action, FunctionName, Principal, SourceArn, SourceAccount } = properties;
    return {
      Effect: 'Allow',
      Principal: { Service: Principal },
      Action,
      Resource: FunctionName,
      Condition: {
        ...(SourceArn && { ArnLike: { 'aws:SourceArn': SourceArn } }),
        ...(SourceAccount && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
      },
    };
  }),
  ...['AWS::SQS::QueuePolicy', 'AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy'].flatMap((type) =>
    stack.ofType(type).flatMap(({ properties }) => statementsOf(properties.PolicyDocument)),
  ),
];
