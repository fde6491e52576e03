import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { INCOMING_TAG } from '../functions/platform/attachments/bucket.ts';
import type { RouteTable } from '../functions/platform/route.ts';
import type { Stage } from './stage.ts';

/** Whether a process has records that things are attached to: its routes say so. */
export const takesAttachments = ({ routes }: RouteTable): boolean =>
  Object.values(routes).some(({ path }) => path.endsWith('/attachments'));

/**
 * Where attached files lie: versioned, reached over TLS alone and by nobody but the functions and who has a URL that
 * they signed. What was never completed goes after two days; what was taken back, when the stage says.
 */
export const createAttachmentBucket = (scope: Construct, stage: Stage): s3.Bucket =>
  new s3.Bucket(scope, 'Attachments', {
    versioned: true,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    removalPolicy: stage.keep ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    lifecycleRules: [
      {
        id: 'NeverCompleted',
        tagFilters: { [INCOMING_TAG.key]: INCOMING_TAG.value },
        expiration: Duration.days(2),
        noncurrentVersionExpiration: Duration.days(1),
      },
      { id: 'TakenBack', noncurrentVersionExpiration: Duration.days(stage.removedFileDays) },
      {
        id: 'Remains',
        abortIncompleteMultipartUploadAfter: Duration.days(1),
        expiredObjectDeleteMarker: true,
      },
    ],
    // A portal's page uploads and reads by the URL that it was given. The URL is the right; no cookie goes with it.
    cors: [
      {
        allowedOrigins: ['*'],
        allowedMethods: [s3.HttpMethods.PUT, s3.HttpMethods.GET],
        allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256', 'x-amz-tagging'],
        maxAge: 3600,
      },
    ],
  });

/** What the handlers of attachments do in the bucket, and what the URLs that they sign allow: no more than they may themselves. */
export const grantAttachments = (bucket: s3.Bucket, grantee: LambdaFunction): void => {
  grantee.addEnvironment('ATTACHMENT_BUCKET', bucket.bucketName);
  grantee.addToRolePolicy(
    new iam.PolicyStatement({
      actions: [
        's3:PutObject',
        's3:PutObjectTagging',
        's3:GetObject',
        's3:GetObjectVersion',
        's3:DeleteObject',
        's3:DeleteObjectVersionTagging',
      ],
      resources: [bucket.arnForObjects('attachments/*')],
    }),
  );
  // Without it, S3 answers 403 and not 404 for what was never uploaded.
  grantee.addToRolePolicy(
    new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  );
};

/** What the page of an approval needs to lead its reader to a file: to sign the URL of a version that is there. */
export const grantReading = (bucket: s3.Bucket, grantee: LambdaFunction): void => {
  grantee.addEnvironment('ATTACHMENT_BUCKET', bucket.bucketName);
  grantee.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['s3:GetObjectVersion'],
      resources: [bucket.arnForObjects('attachments/*')],
    }),
  );
};
