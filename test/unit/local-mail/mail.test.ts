import { expect, test } from '@jest/globals';
import { createMailbox } from '../../../local/mail/mail.ts';
import type { AwsRequest, Properties } from '../../../local/parts.ts';
import { groundOf, resource } from '../local-runner/ground.ts';

const sender = resource('AWS::SES::EmailIdentity', 'Sender', { EmailIdentity: 'cosell.example' });
const letter = (more: Properties = {}, simple: Properties = {}): Properties => ({
  FromEmailAddress: 'Cosell <no-reply@cosell.example>',
  Destination: { ToAddresses: ['ana@brightpath.example'] },
  Content: {
    Simple: {
      Subject: { Data: 'Hello' },
      Body: { Text: { Data: 'text' }, Html: { Data: '<p>' } },
      ...simple,
    },
  },
  ...more,
});
const silent = (): void => {};
const request = (input: Properties, path = '/v2/email/outbound-emails'): AwsRequest =>
  ({ method: 'POST', path, body: Buffer.from(JSON.stringify(input)) }) as AwsRequest;

test('mail is kept, oldest first, over a restart', async () => {
  const first = groundOf([sender]);
  const box = createMailbox(first, silent);
  const { status, body } = await box.service.handle(request(letter()));
  expect([status, body]).toEqual([200, { MessageId: expect.any(String) }]);
  box.send(letter({}, { Subject: { Data: 'Second' }, Headers: [{ Name: 'X-A', Value: 'b' }] }));
  first.end(true);
  const again = groundOf([sender], first.folder);
  const mails = createMailbox(again, silent).list();
  expect(mails.map(({ subject }) => subject)).toEqual(['Hello', 'Second']);
  expect(mails[0]).toMatchObject({
    id: (body as Properties).MessageId,
    from: 'Cosell <no-reply@cosell.example>',
    to: ['ana@brightpath.example'],
    text: 'text',
    html: '<p>',
    sentAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  expect(mails[1]?.headers).toEqual([{ name: 'X-A', value: 'b' }]);
  again.end();
});

test.each([
  ['no sender', letter({ FromEmailAddress: undefined }), 'BadRequestException'],
  ['a sender that is no identity', letter({ FromEmailAddress: 'a@other.example' }), 'MessageRejected'],
  ['no recipient', letter({ Destination: {} }), 'BadRequestException'],
  [
    'too many',
    letter({ Destination: { ToAddresses: Array(51).fill('a@b.example') } }),
    'BadRequestException',
  ],
  ['no address', letter({ Destination: { ToAddresses: ['nobody'] } }), 'BadRequestException'],
  ['no subject', letter({}, { Subject: undefined }), 'BadRequestException'],
  ['no body', letter({}, { Body: {} }), 'BadRequestException'],
  ['another kind of content', letter({ Content: { Raw: { Data: 'eA==' } } }), 'BadRequestException'],
])('refuses %s', (_name, input, name) => {
  const ground = groundOf([sender]);
  const box = createMailbox(ground, silent);
  expect(() => box.send(input)).toThrow(expect.objectContaining({ name }));
  expect(box.list()).toEqual([]);
  ground.end();
});
