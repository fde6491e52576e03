import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../../functions/contract/catalogue.ts';
import { takesAttachments } from '../../../infra/attachments.ts';
import { joined, type Stack } from '../synthesised.ts';

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}
const list = <Value>(value: Value | Value[]): Value[] => (Array.isArray(value) ? value : [value]);

const pascal = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Actions for which the service knows no narrower resource than all of them. */
const NO_NARROWER: Record<string, string> = {
  'xray:PutTraceSegments': 'X-Ray has no resources to write to',
  'xray:PutTelemetryRecords': 'X-Ray has no resources to write to',
  'xray:GetSamplingRules': 'read by Step Functions; X-Ray has no narrower',
  'xray:GetSamplingTargets': 'read by Step Functions; X-Ray has no narrower',
  'logs:CreateLogDelivery': 'log delivery of Step Functions knows no resources',
  'logs:GetLogDelivery': 'log delivery of Step Functions knows no resources',
  'logs:UpdateLogDelivery': 'log delivery of Step Functions knows no resources',
  'logs:DeleteLogDelivery': 'log delivery of Step Functions knows no resources',
  'logs:ListLogDeliveries': 'log delivery of Step Functions knows no resources',
  'logs:PutResourcePolicy': 'log delivery of Step Functions knows no resources',
  'logs:DescribeResourcePolicies': 'log delivery of Step Functions knows no resources',
  'logs:DescribeLogGroups': 'log delivery of Step Functions knows no resources',
};

export const permissionSentences = ({ of, named }: Stack): void => {
  const roles = of('AWS::IAM::Role').map(([id, { Properties }]) => ({
    id: id.replace(/Role[0-9A-F]{8}$/, ''),
    managed: (Properties.ManagedPolicyArns ?? []) as unknown[],
    policies: (Properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[],
  }));
  const statements = roles.flatMap(({ id, policies }) =>
    policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement.map((one) => ({ id, ...one }))),
  );
  const granted = (owner: string): string[] =>
    statements
      .filter((statement) => statement.id === owner)
      .flatMap(({ Action }) => list(Action))
      .filter((action) => !(action in NO_NARROWER));

  describe('what is allowed', () => {
    test('names each action', () => {
      const wild = statements.filter(({ Action }) => list(Action).some((action) => action.includes('*')));
      expect(wild).toEqual([]);
    });
    test('names what it may be done to, but where the service knows no narrower', () => {
      const everything = statements.filter(({ Resource }) =>
        list(Resource).some((one) => joined(one) === '*'),
      );
      const actions = new Set(everything.flatMap(({ Action }) => list(Action)));
      expect([...actions].filter((action) => !(action in NO_NARROWER))).toEqual([]);
    });
    test('has no star within a name but for executions and attached files of something of ours', () => {
      const stars = statements
        .flatMap(({ Resource }) => list(Resource).map(joined))
        .filter((text) => /.\*/.test(text));
      const ours = /^<\w+\.Arn>\/attachments\/\*$|:execution:<\w+\.Name>:\*$/;
      expect([...new Set(stars)].filter((text) => !ours.test(text))).toEqual([]);
    });
    test('is said in the role itself, and by nobody else', () => {
      expect(roles.flatMap(({ managed }) => managed)).toEqual([]);
      expect([...of('AWS::IAM::Policy'), ...of('AWS::IAM::ManagedPolicy')]).toEqual([]);
    });
    test('lets a function write to its own log, and to no other', () => {
      for (const [, { Properties }] of of('AWS::Lambda::Function')) {
        const role = named(Properties.Role).replace(/Role[0-9A-F]{8}$/, '');
        const logs = statements.filter(
          (one) => one.id === role && list(one.Action).includes('logs:PutLogEvents'),
        );
        expect(logs.flatMap(({ Resource }) => list(Resource).map(named))).toEqual([
          named((Properties.LoggingConfig as { LogGroup: unknown }).LogGroup),
        ]);
      }
    });
    test('may be used by the service that it is for; a machine’s role only for machines of this account', () => {
      for (const [, { Properties }] of of('AWS::IAM::Role')) {
        const { Statement } = Properties.AssumeRolePolicyDocument as {
          Statement: {
            Principal: { Service: string };
            Condition?: Record<string, Record<string, unknown>>;
          }[];
        };
        expect(Statement).toHaveLength(1);
        const [{ Principal, Condition } = { Principal: { Service: '' } }] = Statement;
        expect(['lambda.amazonaws.com', 'states.amazonaws.com', 'events.amazonaws.com']).toContain(
          Principal.Service,
        );
        if (Principal.Service !== 'states.amazonaws.com') continue;
        expect(joined(Condition?.StringEquals?.['aws:SourceAccount'])).toBe('<AWS::AccountId>');
        expect(joined(Condition?.ArnLike?.['aws:SourceArn'])).toMatch(/:<AWS::AccountId>:stateMachine:\*$/);
      }
    });
  });

  describe('least of all', () => {
    test('nobody may scan the table, or write past a transaction’s conditions in batches', () => {
      const all = statements.flatMap(({ Action }) => list(Action));
      expect(all.filter((action) => /Scan|BatchWrite|PartiQL|DeleteTable|UpdateTable/.test(action))).toEqual(
        [],
      );
    });
    test('only decisions are mailed, and only from our own address', () => {
      const mailing = statements.filter(({ Action }) =>
        list(Action).some((action) => action.startsWith('ses:')),
      );
      expect(mailing.map(({ id }) => id).sort()).toEqual(['Approvals', 'ApprovalsTasks']);
      for (const { Action, Resource, Condition } of mailing) {
        expect(Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'no-reply@cosell.example' } });
        expect(Action).toBe('ses:SendEmail');
        expect(list(Resource).map(joined)).toEqual([
          expect.stringMatching(/:configuration-set\/cosell-production$/),
          expect.stringMatching(/:identity\/cosell\.example$/),
        ]);
      }
    });
    test('only organizations makes and takes API clients', () => {
      const pool = statements.filter(({ Action }) =>
        list(Action).some((action) => action.startsWith('cognito-idp:')),
      );
      expect(pool.map(({ id }) => id)).toEqual(['Organizations']);
    });
    test('attached files are reached by those alone whose records have them, and nobody destroys a version', () => {
      const reaching = statements.filter(({ Action }) =>
        list(Action).some((action) => action.startsWith('s3:')),
      );
      const rooms = reaching.map(({ id }) => id);
      const attaching = catalogue.filter(takesAttachments).map(({ process }) => pascal(process));
      // The approval's page leads its reader to the proof: it reads, and no more.
      expect([...new Set(rooms)].sort()).toEqual([...attaching, 'Approvals'].sort());
      expect(reaching.filter(({ id }) => id === 'Approvals').map(({ Action }) => Action)).toEqual([
        's3:GetObjectVersion',
      ]);
      const actions = reaching.flatMap(({ Action }) => list(Action));
      expect(
        actions.filter((action) => /DeleteObjectVersion$|Bypass|PutBucket|PutObjectAcl/.test(action)),
      ).toEqual([]);
    });
    test('what sends again what was set aside reads, and writes no record', () => {
      const actions = granted('Redrive');
      expect([...new Set(actions)].sort()).toEqual([
        'dynamodb:BatchGetItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'events:PutEvents',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'states:SendTaskSuccess',
        'states:StartExecution',
      ]);
    });
    test('the contract reads nothing, and the relay neither reads nor writes the table', () => {
      expect(granted('Contract')).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
      expect(
        granted('Relay')
          .filter((action) => action.startsWith('dynamodb:'))
          .sort(),
      ).toEqual([
        'dynamodb:DescribeStream',
        'dynamodb:GetRecords',
        'dynamodb:GetShardIterator',
        'dynamodb:ListStreams',
      ]);
    });
    test('only the gateway calls the functions behind it, and only our own rule the one that hears of mail', () => {
      const called = (name: RegExp) =>
        of('AWS::Lambda::Permission').filter(([, { Properties }]) =>
          name.test(named(Properties.FunctionName)),
        );
      const [rule] = called(/^DeliveriesFunction/);
      expect(called(/^DeliveriesFunction/)).toHaveLength(1);
      expect(rule?.[1].Properties.Principal).toBe('events.amazonaws.com');
      expect(joined(rule?.[1].Properties.SourceArn)).toMatch(/^<MailReports\w+\.Arn>$/);
      for (const [, { Properties }] of called(/^(?!DeliveriesFunction)/)) {
        expect(Properties).toMatchObject({
          Action: 'lambda:InvokeFunction',
          Principal: 'apigateway.amazonaws.com',
        });
        expect(joined(Properties.SourceArn)).toContain(of('AWS::ApiGatewayV2::Api')[0]?.[0]);
        expect(named(Properties.FunctionName)).not.toBe('');
      }
    });
    test('the gateway may call what answers every other path: that route’s ARN has neither method nor path', () => {
      const answering = of('AWS::Lambda::Permission')
        .map(([, { Properties }]) => Properties)
        .filter(({ SourceArn }) => /<\w+>\/\*\/\*$/.test(joined(SourceArn)));
      expect(answering.map(({ FunctionName }) => named(FunctionName))).toEqual([
        expect.stringMatching(/^ContractFunction/),
      ]);
    });
  });
};
