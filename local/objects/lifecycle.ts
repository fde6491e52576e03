/**
 * A bucket's lifecycle rules, on the runner's clock. S3 acts at the midnight after the day; here it is to the day.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
import { randomBytes } from 'node:crypto';
import type { Properties, Resource } from '../parts.ts';
import type { Version, Versions } from './versions.ts';

const dayMs = 86_400_000;
const isOlder = (since: number, days: unknown, now: number): boolean =>
  typeof days === 'number' && since + days * dayMs <= now;

/** Takes away what the rules say is over by now. */
export function sweep({ ref: bucket, properties }: Resource, versions: Versions, now: number): void {
  const rules: Properties[] = (properties.LifecycleConfiguration?.Rules ?? []).filter(
    ({ Status }: Properties) => Status === 'Enabled',
  );
  for (const rule of rules)
    for (const version of versions.all(bucket))
      if (concerns(rule, version)) act(rule, version, versions, now);
}

const concerns = ({ Prefix = '', TagFilters = [] }: Properties, { key, tags }: Version): boolean =>
  key.startsWith(Prefix) && TagFilters.every(({ Key, Value }: Properties) => tags[Key] === Value);

function act(rule: Properties, version: Version, versions: Versions, now: number): void {
  if (version.replacedAt !== null) {
    if (isOlder(version.replacedAt, rule.NoncurrentVersionExpiration?.NoncurrentDays, now))
      versions.remove(version);
    return;
  }
  if (!version.isMarker) {
    if (isOlder(version.createdAt, rule.ExpirationInDays, now)) versions.add(markerOf(version, now));
    return;
  }
  const alone = versions.all(version.bucket).filter(({ key }) => key === version.key).length === 1;
  if (rule.ExpiredObjectDeleteMarker === true && alone) versions.remove(version);
}

/** What stands in the place of an object that was deleted. */
export const markerOf = ({ bucket, key }: Pick<Version, 'bucket' | 'key'>, now: number) => ({
  bucket,
  key,
  id: randomBytes(24).toString('base64url'),
  createdAt: now,
  isMarker: true,
  size: 0,
  etag: '',
  sha256: '',
  contentType: '',
  tags: {},
});
