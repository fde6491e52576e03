import { CfnOutput } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import type { Gateway } from './api.ts';
import type { Stage } from './stage.ts';

/** The stage's zone in Route 53, where it names one: its DNS records are made by the stack. */
export const zoneOf = (scope: Construct, { hostedZone }: Stage): route53.IPublicHostedZone | undefined =>
  hostedZone &&
  route53.PublicHostedZone.fromPublicHostedZoneAttributes(scope, 'Zone', {
    hostedZoneId: hostedZone.id,
    zoneName: hostedZone.name,
  });

/** The API under the operator's own name, where the stage has one. Gives the address that mails and documents name. */
export const createDomain = (
  scope: Construct,
  stage: Stage,
  { api, gatewayStage }: Gateway,
  zone: route53.IPublicHostedZone | undefined,
): string => {
  if (!stage.domain) return api.apiEndpoint;
  const { name, certificateArn } = stage.domain;
  const domain = new apigateway.DomainName(scope, 'ApiDomain', {
    domainName: name,
    certificate: Certificate.fromCertificateArn(scope, 'ApiCertificate', certificateArn),
    securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
  });
  new apigateway.ApiMapping(scope, 'ApiMapping', { api, stage: gatewayStage, domainName: domain });
  if (zone)
    new route53.ARecord(scope, 'ApiRecord', {
      zone,
      recordName: `${name}.`,
      target: route53.RecordTarget.fromAlias(
        new ApiGatewayv2DomainProperties(domain.regionalDomainName, domain.regionalHostedZoneId),
      ),
    });
  else new CfnOutput(scope, 'DomainRecord', { value: `${name} CNAME ${domain.regionalDomainName}` });
  return `https://${name}`;
};
