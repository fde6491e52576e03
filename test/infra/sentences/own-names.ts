import { describe, expect, test } from '@jest/globals';
import { type Stage, stageOf } from '../../../infra/stage.ts';
import { joined, type Stack, synthesised } from '../synthesised.ts';

const own: Stage = {
  ...stageOf('production'),
  mailFrom: 'Fabrikam <no-reply@fabrikam.com>',
  operatorEmail: 'ops@fabrikam.com',
  domain: {
    name: 'cosell.fabrikam.com',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555',
  },
};
const outputsOf = ({ template }: Stack): Record<string, string> =>
  Object.fromEntries(
    Object.entries((template as { Outputs?: Record<string, { Value: unknown }> }).Outputs ?? {}).map(
      ([name, { Value }]) => [name, joined(Value)],
    ),
  );
const addressesIn = ({ of }: Stack): unknown[] =>
  of('AWS::Lambda::Function').flatMap(([, { Properties }]) => {
    const { BASE_URL } = (Properties.Environment as { Variables: Record<string, unknown> }).Variables;
    return BASE_URL === undefined ? [] : [BASE_URL];
  });

export const ownNameSentences = (): void => {
  const byHand = synthesised(own);
  const inZone = synthesised({ ...own, hostedZone: { id: 'Z0FABRIKAM', name: 'fabrikam.com' } });

  describe.each([
    ['records set by hand', byHand],
    ['a zone of its own', inZone],
  ])('a stage with its own names and %s', (_, stack) => {
    test('answers under its name, with its certificate', () => {
      const { Properties } = stack.one('AWS::ApiGatewayV2::DomainName');
      expect(Properties).toMatchObject({
        DomainName: 'cosell.fabrikam.com',
        DomainNameConfigurations: [
          { CertificateArn: own.domain?.certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
        ],
      });
      expect(stack.of('AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
    });
    test('names no other address in mails, documents and outputs', () => {
      expect(new Set(addressesIn(stack))).toEqual(new Set(['https://cosell.fabrikam.com']));
      expect(outputsOf(stack).BaseUrl).toBe('https://cosell.fabrikam.com');
    });
  });

  test('is told the records that it has to set', () => {
    expect(byHand.of('AWS::Route53::RecordSet')).toEqual([]);
    const { DomainRecord, SenderRecord1, SenderRecord2, SenderRecord3 } = outputsOf(byHand);
    expect(DomainRecord).toMatch(/^cosell\.fabrikam\.com CNAME <ApiDomain\w+\.RegionalDomainName>$/);
    for (const [at, record] of [SenderRecord1, SenderRecord2, SenderRecord3].entries())
      expect(record).toMatch(
        new RegExp(
          `^<Sender\\w+\\.DkimDNSTokenName${at + 1}> CNAME <Sender\\w+\\.DkimDNSTokenValue${at + 1}>$`,
        ),
      );
  });
  test('has them set in its zone', () => {
    const records = inZone.of('AWS::Route53::RecordSet').map(([, { Properties }]) => Properties);
    expect(records.map(({ Type }) => Type).sort()).toEqual(['A', 'CNAME', 'CNAME', 'CNAME']);
    for (const { HostedZoneId } of records) expect(HostedZoneId).toBe('Z0FABRIKAM');
    expect(Object.keys(outputsOf(inZone)).filter((name) => /Record/.test(name))).toEqual([]);
  });
};

/** What is left when a stack is deleted. */
export const keepingSentences = (kept: Stack): void => {
  const durable =
    /^AWS::(?:DynamoDB::GlobalTable|Cognito::UserPool|S3::Bucket|Logs::LogGroup|Events::Archive)$/;
  const policiesOf = ({ template }: Stack) =>
    Object.values(template.Resources)
      .filter(({ Type }) => durable.test(Type))
      .map(({ Type, DeletionPolicy }) => `${Type} ${DeletionPolicy}`);

  describe('a stack that is deleted', () => {
    test('leaves table, files, user pool, logs and archive where the stage keeps', () => {
      expect(policiesOf(kept).filter((policy) => !/ Retain/.test(policy))).toEqual([]);
      expect(kept.one('AWS::Cognito::UserPool').Properties.DeletionProtection).toBe('ACTIVE');
    });
    test('leaves nothing of a stage that does not', () => {
      expect(policiesOf(synthesised(stageOf('local'))).filter((policy) => !/ Delete$/.test(policy))).toEqual(
        [],
      );
    });
  });
};
