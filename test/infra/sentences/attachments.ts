import { describe, expect, test } from '@jest/globals';
import { joined, type Stack } from '../synthesised.ts';

interface Rule {
  Status: string;
  TagFilters?: { Key: string; Value: string }[];
  ExpirationInDays?: number;
  NoncurrentVersionExpiration?: { NoncurrentDays: number };
}

export const attachmentSentences = (stack: Stack): void => {
  describe('the bucket of attached files', () => bucketSentences(stack));
};

const bucketSentences = ({ one, named }: Stack): void => {
  const bucket = one('AWS::S3::Bucket');
  const { Properties } = bucket;
  const { Rules: rules } = Properties.LifecycleConfiguration as { Rules: Rule[] };

  test('is versioned, encrypted, and nobody’s but ours', () => {
    expect(Properties).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: expect.anything(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });
  test('is reached over TLS 1.2 or newer alone, by a policy that allows nobody anything', () => {
    const policy = one('AWS::S3::BucketPolicy').Properties;
    const { Statement } = policy.PolicyDocument as {
      Statement: { Effect: string; Condition: unknown; Resource: unknown[] }[];
    };
    expect(Statement.map(({ Effect }) => Effect)).toEqual(['Deny', 'Deny']);
    expect(Statement.map(({ Condition }) => Condition)).toEqual([
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThan: { 's3:TlsVersion': 1.2 } },
    ]);
    expect(Statement[0]?.Resource.map(joined)).toEqual([
      expect.stringMatching(/\.Arn>$/),
      expect.stringMatching(/\.Arn>\/\*$/),
    ]);
    expect(named(policy.Bucket)).not.toBe('');
  });
  test('outlives the stack, as the table does', () => {
    expect(bucket.DeletionPolicy).toBe('Retain');
  });
  test('lets what was never completed go by its mark, after the day in which it could be', () => {
    const marked = rules.filter(({ TagFilters }) => TagFilters);
    expect(marked).toMatchObject([
      {
        Status: 'Enabled',
        TagFilters: [{ Key: 'upload', Value: 'incoming' }],
        ExpirationInDays: 2,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
    ]);
  });
  test('lets nothing else go but what was taken back, a year later', () => {
    const others = rules.filter(({ TagFilters }) => !TagFilters);
    expect(others.filter(({ ExpirationInDays }) => ExpirationInDays !== undefined)).toEqual([]);
    expect(others.flatMap((rule) => rule.NoncurrentVersionExpiration?.NoncurrentDays ?? [])).toEqual([365]);
  });
  test('takes from a page of another origin the headers that are signed, and only PUT and GET', () => {
    const { CorsRules } = Properties.CorsConfiguration as { CorsRules: Record<string, string[]>[] };
    expect(CorsRules).toHaveLength(1);
    expect(CorsRules[0]?.AllowedMethods).toEqual(['PUT', 'GET']);
    expect(CorsRules[0]?.AllowedHeaders).toEqual(
      expect.arrayContaining(['x-amz-checksum-sha256', 'if-none-match']),
    );
    expect(CorsRules[0]?.AllowedHeaders).not.toContain('*');
  });
};
