import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@jest/globals';
import { AwsClient } from 'aws4fetch';
import type { DatabaseClient } from '../../../local/database/client.ts';
import { createExpiry } from '../../../local/database/expiry.ts';
import { Lane } from '../../../local/database/lane.ts';
import { mappingSettings } from '../../../local/database/outcome.ts';
import type { StreamRecord } from '../../../local/database/record.ts';
import { createMailbox } from '../../../local/mail/mail.ts';
import { sweep } from '../../../local/objects/lifecycle.ts';
import { createObjects, objectsPath } from '../../../local/objects/objects.ts';
import type { Versions } from '../../../local/objects/versions.ts';
import { groundOf, resource } from '../../unit/local-runner/ground.ts';
import { FakeActivity, FakeClock, START } from '../../unit/local-states/kit.ts';
import type { DifferenceId } from '../differences.ts';

const day = 86_400_000;

/** The differences of the table, its stream, objects and mail, as they show. */
export const stores = {
  'stream-retention': async () => {
    const activity = new FakeActivity();
    const clock = new FakeClock(activity);
    let done = 0;
    const lane = new Lane({
      settings: mappingSettings({ FunctionName: 'f' }),
      clock,
      activity,
      invoke: async () => {
        if (clock.now() < START + 3 * day)
          return { ok: false, error: { errorType: 'E', errorMessage: 'down' } };
        done += 1;
        return { ok: true, payload: null };
      },
      dropped: () => {},
      failed: () => {},
      moved: () => {},
    });
    lane.push({ partition: 'a', position: 0, arrivedAt: clock.now(), size: 1 } as StreamRecord);
    lane.go();
    await clock.advance(3 * day + 60_000);
    lane.close();
    expect(done).toBe(1);
  },
  'ttl-delay': async () => {
    const ground = groundOf([]);
    const deleted: unknown[] = [];
    const client = { call: async (operation: string) => void deleted.push(operation) };
    const table = { name: 't', streamArn: 'arn', view: 'NEW_IMAGE', expiryAttribute: 'expiresAt' };
    const { store, clock, activity } = ground;
    const expiry = createExpiry({
      store,
      clock,
      activity,
      client: client as unknown as DatabaseClient,
      tables: [table],
      newest: 0,
    });
    const second = Math.floor(clock.now() / 1000);
    const dynamodb = { Keys: { pk: { S: 'a' } }, NewImage: { expiresAt: { N: String(second) } } };
    expiry.followers[0]?.take([{ position: 1, event: { dynamodb } } as unknown as StreamRecord], 1);
    await expiry.sweep();
    expiry.close();
    ground.end();
    expect(deleted).toEqual(['DeleteItem']);
  },
  mail: () => {
    const ground = groundOf([]);
    const published: unknown[] = [];
    const mailbox = createMailbox(ground, (_, event) => published.push(event));
    const Simple = { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } };
    const Destination = { ToAddresses: ['nobody@nowhere.invalid'] };
    mailbox.send({ FromEmailAddress: 'a@example.com', Destination, Content: { Simple } });
    expect(mailbox.list()).toHaveLength(1);
    expect(published).toEqual([]);
    ground.end();
  },
  's3-operations': async () => {
    const bucket = resource('AWS::S3::Bucket', 'Files', {});
    const ground = groundOf([bucket]);
    const objects = createObjects(ground, ground.folder, { secret: 'secret', sessionToken: 'session' });
    const server = createServer((request, response) => objects.handle(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}${objectsPath}/${bucket.ref}`;
    const client = new AwsClient({
      accessKeyId: 'key',
      secretAccessKey: 'secret',
      sessionToken: 'session',
      service: 's3',
      region: 'us-east-1',
      retries: 0,
    });
    const answers = [
      await client.fetch(`${at}?list-type=2`),
      await client.fetch(`${at}/k?uploads`, { method: 'POST' }),
    ];
    server.closeAllConnections();
    server.close();
    ground.end();
    expect(answers.map(({ status }) => status)).toEqual([501, 501]);
  },
  's3-lifecycle': () => {
    const Rules = [{ Status: 'Enabled', ExpirationInDays: 1 }];
    const bucket = resource('AWS::S3::Bucket', 'Files', { LifecycleConfiguration: { Rules } });
    const noon = Date.UTC(2026, 0, 1, 12);
    const version = {
      bucket: bucket.ref,
      key: 'k',
      createdAt: noon,
      replacedAt: null,
      isMarker: false,
      tags: {},
    };
    let markers = 0;
    const versions = { all: () => [version], add: () => (markers += 1) } as unknown as Versions;
    sweep(bucket, versions, noon + day - 1);
    expect(markers).toBe(0);
    sweep(bucket, versions, noon + day);
    expect(markers).toBe(1);
  },
} satisfies Partial<Record<DifferenceId, () => unknown>>;
