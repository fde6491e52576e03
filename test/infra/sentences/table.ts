import { describe, expect, test } from '@jest/globals';
import { indexes } from '../../../functions/platform/table.ts';
import type { Stack } from '../synthesised.ts';

export const tableSentences = ({ one, of, named }: Stack): void => {
  const table = one('AWS::DynamoDB::GlobalTable');
  const replicas = table.Properties.Replicas as Record<string, unknown>[];

  describe('the table', () => {
    test('can be brought back to any second of the last 35 days', () => {
      expect(replicas.map((replica) => replica.PointInTimeRecoverySpecification)).toEqual([
        { PointInTimeRecoveryEnabled: true },
      ]);
    });
    test('outlives the stack, and cannot be deleted by mistake', () => {
      expect(table.DeletionPolicy).toBe('Retain');
      expect(replicas.map((replica) => replica.DeletionProtectionEnabled)).toEqual([true]);
    });
    test('is encrypted', () => {
      expect(table.Properties.SSESpecification).toMatchObject({ SSEEnabled: true });
    });
    test('streams what was and what is', () => {
      expect(table.Properties.StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
    });
    test('lets go of what has expired', () => {
      expect(table.Properties.TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    });
    test('is paid by the request', () => {
      expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
    });
    test('has the indexes that the code lists from, which carry summaries and never the record', () => {
      const found = table.Properties.GlobalSecondaryIndexes as {
        IndexName: string;
        KeySchema: { AttributeName: string }[];
        Projection: { ProjectionType: string; NonKeyAttributes: string[] };
      }[];
      expect(
        found.map(({ IndexName, KeySchema }) => [IndexName, ...KeySchema.map((key) => key.AttributeName)]),
      ).toEqual(Object.entries(indexes).map(([name, { pk, sk }]) => [name, pk, sk]));
      for (const { Projection } of found)
        expect(Projection).toEqual({
          ProjectionType: 'INCLUDE',
          NonKeyAttributes: ['summary', 'partnershipId'],
        });
    });
  });

  describe('the relay’s feed', () => {
    const mapping = one('AWS::Lambda::EventSourceMapping').Properties;
    test('is the table’s stream, from its beginning, of outbox items alone', () => {
      expect(named(mapping.EventSourceArn)).toMatch(/^Table/);
      expect(mapping.StartingPosition).toBe('TRIM_HORIZON');
      const [filter] = (mapping.FilterCriteria as { Filters: { Pattern: string }[] }).Filters;
      expect(JSON.parse(filter?.Pattern ?? '')).toEqual({
        eventName: ['INSERT'],
        dynamodb: { NewImage: { entity: { S: ['event', 'wake'] } } },
      });
    });
    test('reports partial failures, halves a batch that fails, and sets aside after a day what cannot be sent', () => {
      expect(mapping).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRecordAgeInSeconds: 86_400,
      });
      const { Destination } = (mapping.DestinationConfig as { OnFailure: { Destination: unknown } })
        .OnFailure;
      expect(named(Destination)).toBe(of('AWS::SQS::Queue')[0]?.[0]);
    });
  });

  describe('every queue', () => {
    const queues = of('AWS::SQS::Queue');
    const policies = of('AWS::SQS::QueuePolicy').map(([, { Properties }]) => JSON.stringify(Properties));
    test.each(queues)(
      '%s is encrypted, refuses what comes unencrypted, and keeps for two weeks',
      (id, queue) => {
        const { SqsManagedSseEnabled, KmsMasterKeyId } = queue.Properties;
        expect(SqsManagedSseEnabled === true || KmsMasterKeyId !== undefined).toBe(true);
        expect(queue.Properties.MessageRetentionPeriod).toBe(14 * 86_400);
        expect(
          policies.some((text) => text.includes(id) && text.includes('"aws:SecureTransport":"false"')),
        ).toBe(true);
      },
    );
  });
};

export const restoredSentences = (restored: Stack): void => {
  describe('a stack that was given a restored table', () => {
    test('has none of its own, and every function has the restored one', () => {
      expect(restored.of('AWS::DynamoDB::GlobalTable')).toEqual([]);
      const names = restored
        .of('AWS::Lambda::Function')
        .map(
          ([, { Properties }]) =>
            (Properties.Environment as { Variables: Record<string, string> } | undefined)?.Variables
              .TABLE_NAME,
        )
        .filter((name) => name !== undefined);
      expect(names.length).toBeGreaterThan(5);
      expect(new Set(names)).toEqual(new Set(['CosellRestored']));
    });
    test('feeds the relay from its stream', () => {
      const { EventSourceArn } = restored.one('AWS::Lambda::EventSourceMapping').Properties;
      expect(EventSourceArn).toMatch(/:table\/CosellRestored\/stream\//);
    });
  });
};
