import { expect, test } from '@jest/globals';
import type { BusEvent } from '../../../local/bus/transform.ts';
import { createMailbox } from '../../../local/mail/mail.ts';
import type { Properties } from '../../../local/parts.ts';
import { groundOf, resource } from '../local-runner/ground.ts';

const destination = (more: Properties = {}) =>
  resource('AWS::SES::ConfigurationSetEventDestination', 'BadNews', {
    ConfigurationSetName: 'all-mail',
    EventDestination: {
      Enabled: true,
      MatchingEventTypes: ['bounce', 'COMPLAINT', 'renderingFailure'],
      EventBridgeDestination: { EventBusArn: 'arn:aws:events:eu-west-1:000000000000:event-bus/default' },
      ...more,
    },
  });
const sets = [resource('AWS::SES::ConfigurationSet', 'Mail', { Name: 'all-mail' })];
const send = (to: string, more: Properties = {}, resources = [...sets, destination()]) => {
  const ground = groundOf(resources);
  const published: { bus: string; event: BusEvent }[] = [];
  const box = createMailbox(ground, (bus, event) => published.push({ bus, event }));
  try {
    const { MessageId } = box.send({
      FromEmailAddress: 'Cosell <no-reply@cosell.example>',
      Destination: { ToAddresses: [to] },
      ConfigurationSetName: 'all-mail',
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'text' } } } },
      ...more,
    });
    return { published, MessageId };
  } finally {
    ground.end();
  }
};

test('a bounce is published on the default bus, as SES words it, with the tags of its mail', () => {
  const { published, MessageId } = send('bounce+ana@simulator.amazonses.com', {
    EmailTags: [{ Name: 'mark', Value: 'a-1' }],
  });
  expect(published).toEqual([
    {
      bus: 'default',
      event: expect.objectContaining({
        'detail-type': 'Email Bounced',
        source: 'aws.ses',
        resources: [expect.stringMatching(/:configuration-set\/all-mail$/)],
        detail: {
          eventType: 'Bounce',
          bounce: expect.objectContaining({ bounceType: 'Permanent', bounceSubType: 'General' }),
          mail: expect.objectContaining({
            messageId: MessageId,
            destination: ['bounce+ana@simulator.amazonses.com'],
            tags: { 'ses:configuration-set': ['all-mail'], mark: ['a-1'] },
          }),
        },
      }),
    },
  ]);
});

test.each([
  ['a mail that arrives, where nobody asked for deliveries', 'ana@brightpath.example', {}],
  [
    'a mail without a configuration set',
    'bounce@simulator.amazonses.com',
    { ConfigurationSetName: undefined },
  ],
])('nothing is published of %s', (_name, to, more) => {
  expect(send(to, more).published).toEqual([]);
});

test('nor through a destination that is switched off', () => {
  const off = destination({ Enabled: false });
  expect(send('bounce@simulator.amazonses.com', {}, [...sets, off]).published).toEqual([]);
});

test.each([
  ['a configuration set that is not there', { ConfigurationSetName: 'other' }, 'NotFoundException'],
  ['a tag with a space', { EmailTags: [{ Name: 'mark', Value: 'a b' }] }, 'BadRequestException'],
])('refuses %s', (_name, more, name) => {
  expect(() => send('ana@brightpath.example', more)).toThrow(expect.objectContaining({ name }));
});
