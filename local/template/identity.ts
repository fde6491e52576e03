/**
 * What CloudFormation would answer for a created resource: its physical name, ARN, `Ref` and attributes.
 * Everything is derived from the logical id, so that a restart gives the same names.
 */
import { createHash } from 'node:crypto';
import type { Properties } from '../parts.ts';

export interface Place {
  stackName: string;
  region: string;
  account: string;
  /** Where the HTTP API answers. */
  baseUrl: string;
  /** Where every other AWS service answers; a queue's URL stands on it. */
  endpointUrl: string;
}
export interface Identity {
  name: string;
  arn: string;
  ref: string;
  attributes: Record<string, string>;
}

interface Named {
  place: Place;
  logicalId: string;
  properties: Properties;
  /** The name that the template gives, or a stable one made from the stack's and the logical id. */
  name: string;
  /** Digits and letters that are stable for this resource. */
  id(length: number): string;
  arn(service: string, rest: string): string;
}
type Identify = (named: Named) => Partial<Omit<Identity, 'name'>> & { name?: string };

/** The property that carries a resource's name, where it is not `Name`. */
const nameProperties: Record<string, string> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::Events::Archive': 'ArchiveName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::Cognito::UserPoolClient': 'ClientName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::CloudWatch::Alarm': 'AlarmName',
  'AWS::CloudWatch::Dashboard': 'DashboardName',
};

/** A made-up date: the label of a stream is the instant at which it was switched on. */
const streamLabel = '2026-01-01T00:00:00.000';

const table: Identify = ({ arn, name, id }) => {
  const tableArn = arn('dynamodb', `table/${name}`);
  return { arn: tableArn, attributes: { StreamArn: `${tableArn}/stream/${streamLabel}`, TableId: id(36) } };
};

const identities: Record<string, Identify> = {
  'AWS::Lambda::Function': ({ arn, name }) => ({ arn: arn('lambda', `function:${name}`) }),
  'AWS::Lambda::Version': ({ arn, properties }) => {
    const version = `${qualified(arn, properties.FunctionName)}:1`;
    return { arn: version, ref: version, attributes: { Version: '1', FunctionArn: version } };
  },
  'AWS::Lambda::Alias': ({ arn, properties }) => {
    const alias = `${qualified(arn, properties.FunctionName)}:${properties.Name}`;
    return { arn: alias, ref: alias, attributes: { AliasArn: alias } };
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::StepFunctions::StateMachine': ({ arn, name }) => {
    const machine = arn('states', `stateMachine:${name}`);
    return { arn: machine, ref: machine, attributes: { StateMachineRevisionId: 'INITIAL' } };
  },
  'AWS::Events::EventBus': ({ arn, name }) => ({ arn: arn('events', `event-bus/${name}`) }),
  'AWS::Events::Rule': ({ arn, name, properties }) => {
    const bus = busName(properties.EventBusName);
    return bus === 'default'
      ? { arn: arn('events', `rule/${name}`) }
      : { arn: arn('events', `rule/${bus}/${name}`), ref: `${bus}|${name}` };
  },
  'AWS::Events::Archive': ({ arn, name }) => ({ arn: arn('events', `archive/${name}`) }),
  'AWS::SQS::Queue': ({ arn, name: given, place, properties }) => {
    const name = properties.FifoQueue && !given.endsWith('.fifo') ? `${given}.fifo` : given;
    const url = `${place.endpointUrl}/${place.account}/${name}`;
    return { name, arn: arn('sqs', name), ref: url, attributes: { QueueUrl: url, QueueName: name } };
  },
  'AWS::Cognito::UserPool': ({ arn, place, id }) => {
    const pool = `${place.region}_${id(9)}`;
    const provider = `cognito-idp.${place.region}.amazonaws.com/${pool}`;
    return {
      arn: arn('cognito-idp', `userpool/${pool}`),
      ref: pool,
      attributes: { UserPoolId: pool, ProviderName: provider, ProviderURL: `https://${provider}` },
    };
  },
  'AWS::Cognito::UserPoolClient': ({ id }) => ({ ref: id(26), attributes: { ClientId: id(26) } }),
  'AWS::Cognito::UserPoolDomain': ({ properties }) => ({ ref: String(properties.Domain) }),
  'AWS::Cognito::UserPoolResourceServer': ({ properties }) => ({ ref: String(properties.Identifier) }),
  'AWS::ApiGatewayV2::Api': ({ id, place }) => ({
    arn: `arn:aws:apigateway:${place.region}::/apis/${id(10)}`,
    ref: id(10),
    attributes: { ApiId: id(10), ApiEndpoint: place.baseUrl },
  }),
  'AWS::ApiGatewayV2::Stage': ({ properties }) => ({ ref: String(properties.StageName) }),
  'AWS::SES::EmailIdentity': ({ arn, properties }) => ({
    arn: arn('ses', `identity/${properties.EmailIdentity}`),
    ref: String(properties.EmailIdentity),
  }),
  'AWS::SES::ConfigurationSet': ({ arn, name }) => ({ arn: arn('ses', `configuration-set/${name}`) }),
  'AWS::KMS::Key': ({ arn, id }) => ({ arn: arn('kms', `key/${id(36)}`), ref: id(36) }),
  'AWS::KMS::Alias': ({ properties }) => ({ ref: String(properties.AliasName) }),
  'AWS::Logs::LogGroup': ({ arn, name }) => ({ arn: arn('logs', `log-group:${name}:*`) }),
  'AWS::IAM::Role': ({ name, place, id }) => ({
    arn: `arn:aws:iam::${place.account}:role/${name}`,
    attributes: { RoleId: `AROA${id(17).toUpperCase()}` },
  }),
  'AWS::IAM::ManagedPolicy': ({ name, place }) => {
    const policy = `arn:aws:iam::${place.account}:policy/${name}`;
    return { arn: policy, ref: policy };
  },
  'AWS::S3::Bucket': ({ name: given, place }) => {
    const name = given.toLowerCase();
    const host = `${name}.s3.${place.region}.amazonaws.com`;
    return {
      name,
      arn: `arn:aws:s3:::${name}`,
      ref: name,
      attributes: { DomainName: `${name}.s3.amazonaws.com`, RegionalDomainName: host },
    };
  },
  'AWS::SNS::Topic': ({ arn, name }) => ({ arn: arn('sns', name), ref: arn('sns', name) }),
  'AWS::SSM::Parameter': ({ arn, name, properties }) => ({
    arn: arn('ssm', `parameter/${name}`),
    attributes: { Value: String(properties.Value), Type: String(properties.Type) },
  }),
  'AWS::SecretsManager::Secret': ({ arn, name }) => {
    const secret = arn('secretsmanager', `secret:${name}`);
    return { arn: secret, ref: secret };
  },
  'AWS::Scheduler::ScheduleGroup': ({ arn, name }) => ({ arn: arn('scheduler', `schedule-group/${name}`) }),
  'AWS::Scheduler::Schedule': ({ arn, name, properties }) => ({
    arn: arn('scheduler', `schedule/${properties.GroupName ?? 'default'}/${name}`),
  }),
  'AWS::CloudWatch::Alarm': ({ arn, name }) => ({ arn: arn('cloudwatch', `alarm:${name}`) }),
  'AWS::CloudWatch::Dashboard': ({ name, place }) => ({
    arn: `arn:aws:cloudwatch::${place.account}:dashboard/${name}`,
  }),
};

/** The name property of a type: it alone is needed to say who a resource is. */
export const nameProperty = (type: string): string => nameProperties[type] ?? 'Name';

/**
 * Who a resource is. `properties` need only hold what its identity rests on (see `identityProperties`).
 * A type that is not known gets its logical id for a name and an ARN of its own service.
 */
export function identify(type: string, logicalId: string, properties: Properties, place: Place): Identity {
  const given = properties[nameProperty(type)];
  const name = typeof given === 'string' ? given : `${place.stackName}-${logicalId}`.slice(0, 64);
  const arn = (service: string, rest: string): string =>
    `arn:aws:${service}:${place.region}:${place.account}:${rest}`;
  const id = (length: number): string => stableId(`${place.stackName}/${logicalId}`, length);
  const own = identities[type]?.({ place, logicalId, properties, name, id, arn }) ?? {};
  const ref = own.ref ?? own.name ?? name;
  const service = type.split('::')[1]?.toLowerCase() ?? 'unknown';
  const whole = own.arn ?? arn(service, name);
  return {
    name: own.name ?? name,
    ref,
    arn: whole,
    attributes: { Arn: whole, Name: own.name ?? name, Id: ref, ...own.attributes },
  };
}

/** The properties on which identities rest; the others are not looked at before the whole resource is resolved. */
export const identityProperties = new Set([
  ...Object.values(nameProperties),
  ...['Name', 'EventBusName', 'FifoQueue', 'Domain', 'Identifier', 'StageName', 'EmailIdentity'],
  ...['AliasName', 'Value', 'Type', 'GroupName'],
]);

function qualified(arn: Named['arn'], nameOrArn: unknown): string {
  const name = String(nameOrArn);
  return name.startsWith('arn:') ? name : arn('lambda', `function:${name}`);
}

/** A bus is named by its name or by its ARN; without either it is the account's default bus. */
export function busName(nameOrArn: unknown): string {
  return typeof nameOrArn === 'string' ? nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1) : 'default';
}

function stableId(seed: string, length: number): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  if (length === 36) return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  return BigInt(`0x${hex}`)
    .toString(36)
    .slice(1, length + 1);
}
