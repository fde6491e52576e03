import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Stack } from '../../../local/parts.ts';
import { loadStack } from '../../../local/template/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'cosell-unit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

function assembly(templates: Record<string, object>, extra: Record<string, object> = {}): string {
  count += 1;
  const directory = join(folder, String(count));
  mkdirSync(directory);
  const write = (name: string, content: object) =>
    writeFileSync(join(directory, name), JSON.stringify(content));
  const stacks = Object.keys(templates).map((name) => [
    name,
    { type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } },
  ]);
  const assets = { type: 'cdk:asset-manifest', properties: { file: 'S.assets.json' } };
  write('manifest.json', { artifacts: { ...Object.fromEntries(stacks), 'S.assets': assets } });
  write('S.assets.json', { files: { abc123: { source: { path: 'asset.abc123' } } } });
  mkdirSync(join(directory, 'asset.abc123'));
  for (const [name, template] of Object.entries(templates)) write(`${name}.template.json`, template);
  for (const [name, content] of Object.entries(extra)) write(name, content);
  return directory;
}
const load = (directory: string): Stack =>
  loadStack(directory, { baseUrl: 'http://localhost:8080', endpointUrl: 'http://127.0.0.1:9' });
const output = (value: unknown, template: object = {}): unknown =>
  load(assembly({ S: { ...template, Outputs: { O: { Value: value } } } })).outputs.O;

const resources = {
  Fn: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { S3Key: 'abc123.zip' },
      Environment: { Variables: { T: { Ref: 'Table' }, Q: { Ref: 'Queue' }, NONE: { Ref: 'AWS::NoValue' } } },
    },
  },
  Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 'things' } },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { StateMachineName: { 'Fn::Join': ['-', ['m', { Ref: 'AWS::Region' }]] } },
  },
  Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus' } },
  Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'r', EventBusName: { Ref: 'Bus' } } },
  Queue: { Type: 'AWS::SQS::Queue' },
  Pool: { Type: 'AWS::Cognito::UserPool' },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api' } },
  Domain: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { Domain: 'login' } },
  Strange: { Type: 'AWS::Strange::Thing' },
};

test.each([
  [{ Ref: 'Table' }, 'things'],
  [{ 'Fn::GetAtt': ['Table', 'Arn'] }, 'arn:aws:dynamodb:us-east-1:123456789012:table/things'],
  [
    { 'Fn::GetAtt': 'Table.StreamArn' },
    'arn:aws:dynamodb:us-east-1:123456789012:table/things/stream/2026-01-01T00:00:00.000',
  ],
  [{ Ref: 'Machine' }, 'arn:aws:states:us-east-1:123456789012:stateMachine:m-us-east-1'],
  [{ 'Fn::GetAtt': ['Machine', 'Name'] }, 'm-us-east-1'],
  [{ Ref: 'Bus' }, 'bus'],
  [{ Ref: 'Rule' }, 'bus|r'],
  [{ 'Fn::GetAtt': ['Rule', 'Arn'] }, 'arn:aws:events:us-east-1:123456789012:rule/bus/r'],
  [{ Ref: 'Queue' }, 'http://127.0.0.1:9/123456789012/S-Queue'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:123456789012:S-Queue'],
  [{ 'Fn::GetAtt': ['Api', 'ApiEndpoint'] }, 'http://localhost:8080'],
  [
    {
      'Fn::Join': [
        '',
        [
          'https://',
          { Ref: 'Api' },
          '.execute-api.',
          { Ref: 'AWS::Region' },
          '.',
          { Ref: 'AWS::URLSuffix' },
          '/',
        ],
      ],
    },
    'http://localhost:8080/',
  ],
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder
    { 'Fn::Sub': 'https://${Domain}.auth.${AWS::Region}.amazoncognito.com/oauth2/token' },
    'http://localhost:8080/oauth2/token',
  ],
  [{ Ref: 'Strange' }, 'S-Strange'],
  [
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder
    { 'Fn::Sub': ['${a}/${Table}/${Table.Arn}/${!literal}', { a: 'x' }] },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder
    'x/things/arn:aws:dynamodb:us-east-1:123456789012:table/things/${literal}',
  ],
  [{ 'Fn::Select': [1, { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
  [{ 'Fn::Base64': 'hi' }, 'aGk='],
  [{ 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
  [{ 'Fn::FindInMap': ['M', { Ref: 'AWS::Region' }, 'k'] }, 'mapped'],
  [{ 'Fn::If': ['IsUs', 'yes', 'no'] }, 'yes'],
  [{ 'Fn::If': ['IsNot', 'yes', 'no'] }, 'no'],
  [{ Ref: 'Size' }, '5'],
  [{ Ref: 'BootstrapVersion' }, '21'],
])('%j is %s', (value, resolved) => {
  const template = {
    Resources: resources,
    Mappings: { M: { 'us-east-1': { k: 'mapped' } } },
    Parameters: {
      Size: { Type: 'Number', Default: 5 },
      BootstrapVersion: {
        Type: 'AWS::SSM::Parameter::Value<String>',
        Default: '/cdk-bootstrap/hnb659fds/version',
      },
    },
    Conditions: {
      IsUs: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
      IsNot: { 'Fn::And': [{ Condition: 'IsUs' }, { 'Fn::Not': [{ 'Fn::Or': [{ Condition: 'IsUs' }] }] }] },
    },
  };
  expect(output(value, template)).toBe(resolved);
});

test('resources come resolved, without what has no value or whose condition fails, the same at every start', () => {
  const template = {
    Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { ...resources, Off: { Type: 'AWS::SQS::Queue', Condition: 'Never' } },
  };
  const directory = assembly({ S: template });
  const stack = load(directory);
  expect(stack.resources.has('Off')).toBe(false);
  const [fn] = stack.ofType('AWS::Lambda::Function');
  expect(fn).toMatchObject({ ref: 'S-Fn', arn: 'arn:aws:lambda:us-east-1:123456789012:function:S-Fn' });
  expect(fn?.properties.Environment.Variables).toEqual({
    T: 'things',
    Q: 'http://127.0.0.1:9/123456789012/S-Queue',
  });
  expect(stack.assetPath(fn?.properties.Code)).toBe(join(directory, 'asset.abc123'));
  expect([...load(directory).resources.values()]).toEqual([...stack.resources.values()]);
});

test('stacks import from one another, and nested stacks give and take', () => {
  const first = {
    Resources: { Table: resources.Table },
    Outputs: { T: { Value: { Ref: 'Table' }, Export: { Name: 'shared-table' } } },
  };
  const second = {
    Resources: {
      Nested: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { Parameters: { Name: { 'Fn::ImportValue': 'shared-table' } } },
        Metadata: { 'aws:asset:path': 'nested.json' },
      },
    },
    Outputs: { FromNested: { Value: { 'Fn::GetAtt': ['Nested', 'Outputs.Arn'] } } },
  };
  const nested = {
    Parameters: { Name: { Type: 'String' } },
    Resources: { Inner: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Name' } } } },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Inner', 'Arn'] } } },
  };
  const stack = load(assembly({ S: first, U: second }, { 'nested.json': nested }));
  expect(stack.outputs.FromNested).toBe('arn:aws:sqs:us-east-1:123456789012:things');
  expect(stack.ofType('AWS::SQS::Queue')[0]?.logicalId).toBe('Nested.Inner');
});

test.each([
  [{ Ref: 'Nothing' }, 'template: output O: S has nothing named Nothing'],
  [{ 'Fn::ImportValue': 'x' }, 'template: output O: no stack of the assembly exports x'],
  [{ 'Fn::Weird': 'x' }, 'template: output O: the function Fn::Weird is not known to the local runner'],
  [{ 'Fn::FindInMap': ['M', 'a', 'b'] }, 'template: output O: the mapping M has no a.b'],
])('%j is refused in one line', (value, message) => {
  expect(() => output(value)).toThrow(new Error(message));
});

test('a circle is shown, and a folder that is no assembly named', () => {
  const Resources = {
    A: { Type: 'X::Y::Z', Properties: { Name: { Ref: 'B' } } },
    B: { Type: 'X::Y::Z', Properties: { Name: { Ref: 'A' } } },
  };
  expect(() => load(assembly({ S: { Resources } }))).toThrow(/A -> B -> A is a circle/);
  expect(() => load(folder)).toThrow(/holds no manifest.json/);
});
