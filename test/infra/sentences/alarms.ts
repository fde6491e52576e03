import { describe, expect, test } from '@jest/globals';
import { alarmList } from '../../../infra/alarm-list.ts';
import { read } from '../../house/sources.ts';
import { joined, type Resource, type Stack } from '../synthesised.ts';

export const alarmSentences = ({ of, one, named, template }: Stack): void => {
  const alarms = of('AWS::CloudWatch::Alarm');
  const alarmOf = (name: string): Resource => {
    const found = alarms.find(([id]) => id.replace(/[0-9A-F]{8}$/, '') === name);
    if (!found) throw new Error(`there is no alarm ${name}`);
    return found[1];
  };

  describe('the operator', () => {
    const [topic] = of('AWS::SNS::Topic');
    test('hears of alarms by e-mail', () => {
      const { Properties } = one('AWS::SNS::Subscription');
      expect(Properties).toMatchObject({ Protocol: 'email', Endpoint: 'operator@cosell.example' });
      expect(named(Properties.TopicArn)).toBe(topic?.[0]);
    });
    test('over a topic that is encrypted with a key that CloudWatch may use for this account', () => {
      const key = template.Resources[named(topic?.[1].Properties.KmsMasterKeyId)]?.Properties;
      expect(key?.EnableKeyRotation).toBe(true);
      expect(JSON.stringify(key?.KeyPolicy)).toContain('"Service":"cloudwatch.amazonaws.com"');
      expect(JSON.stringify(key?.KeyPolicy)).toContain('"aws:SourceAccount":{"Ref":"AWS::AccountId"}');
    });
    test('has one dashboard, which shows every alarm', () => {
      const body = joined(one('AWS::CloudWatch::Dashboard').Properties.DashboardBody);
      for (const [id] of alarms) expect(body).toContain(`<${id}.Arn>`);
    });
  });

  test('every alarm that is declared is there, and there is no other', () => {
    expect(alarms.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).sort()).toEqual(
      alarmList.map(({ name }) => name).sort(),
    );
  });

  describe.each(alarmList.map((alarm) => [alarm.name, alarm] as const))('the alarm %s', (name, alarm) => {
    const { Properties } = alarmOf(name);
    test('is of a plain metric, goes to the operator when it begins and when it ends, and is quiet without data', () => {
      expect(Properties).toMatchObject({
        Threshold: alarm.threshold,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
        MetricName: expect.any(String),
      });
      for (const actions of [Properties.AlarmActions, Properties.OKActions] as unknown[][])
        expect(actions.map(named)).toEqual([of('AWS::SNS::Topic')[0]?.[0]]);
    });
    test('has its place in the runbook', () => {
      const [, text = ''] = read('docs/runbook.md').split(`### ${name}\n`);
      expect(text).toContain(alarm.means);
      expect(alarm.remedy.every((step) => text.includes(step))).toBe(true);
      expect(alarm.remedy.length).toBeGreaterThan(0);
    });
  });

  test('every queue that things are set aside to is watched', () => {
    const watched = alarms.flatMap(([, { Properties }]) =>
      ((Properties.Dimensions ?? []) as { Name: string; Value: unknown }[])
        .filter(({ Name }) => Name === 'QueueName')
        .map(({ Value }) => named(Value)),
    );
    const deadLetters = of('AWS::SQS::Queue').filter(([id]) => /DeadLetters/.test(id));
    expect(watched.sort()).toEqual(deadLetters.map(([id]) => id).sort());
  });

  test('what failed in a machine, and what the gateway turned away, is counted from their logs', () => {
    const filters = Object.fromEntries(
      of('AWS::Logs::MetricFilter').map(([id, { Properties }]) => [
        id.replace(/Lines[0-9A-F]{8}$/, ''),
        [named(Properties.LogGroupName).replace(/[0-9A-F]{8}$/, ''), Properties.FilterPattern],
      ]),
    );
    expect(filters).toEqual({
      WorkflowsFailed: [
        'WorkflowLogs',
        '{ ($.type = "ExecutionFailed") || ($.type = "ExecutionTimedOut") || ($.type = "ExecutionAborted") }',
      ],
      RequestsThrottled: ['AccessLogs', '{ $.status = 429 }'],
    });
  });
};
