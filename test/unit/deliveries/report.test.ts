import { describe, expect, test } from '@jest/globals';
import { readReport } from '../../../functions/deliveries/report.ts';
import { outcomesOf } from '../../../local/mail/outcome.ts';

const AT = '2026-11-23T09:00:00.123Z';
const mail = {
  timestamp: AT,
  destination: ['Ana@Brightpath.example'],
  tags: { cosell_mark: ['abc'], 'ses:configuration-set': ['cosell-local'] },
};
const bounce = (bounceType: string, bounceSubType: string) => ({
  ...{ eventType: 'Bounce', mail },
  bounce: { bounceType, bounceSubType, timestamp: '2026-11-23T09:00:05Z' },
});

describe('what SES says of a mail', () => {
  test.each([
    ['a hard bounce', bounce('Permanent', 'General'), 'bounced', 'The address does not exist'],
    ['an address on SES’s list', bounce('Permanent', 'OnAccountSuppressionList'), 'bounced', 'not mailed'],
    ['a full mailbox', bounce('Transient', 'MailboxFull'), 'soft_bounced', 'The mailbox is full.'],
    ['a bounce that SES cannot read', bounce('Undetermined', 'Undetermined'), 'soft_bounced', 'came back'],
    [
      'a complaint',
      { eventType: 'Complaint', complaint: { complaintFeedbackType: 'abuse' }, mail },
      'complained',
      'spam',
    ],
    [
      'a delay',
      { eventType: 'DeliveryDelay', deliveryDelay: { delayType: 'TransientCommunicationFailure' }, mail },
      'delayed',
      'still trying',
    ],
    ['a rejection', { eventType: 'Reject', reject: { reason: 'Bad content' }, mail }, 'refused', 'refused'],
    ['a rendering failure', { eventType: 'Rendering Failure', failure: {}, mail }, 'refused', 'refused'],
  ])('is noted: %s', (_name, detail, status, reason) => {
    const report = readReport(detail);
    expect(report).toMatchObject({ mark: 'abc', address: 'ana@brightpath.example', status });
    expect(report?.reason).toContain(reason);
    expect(report?.reason).not.toMatch(/@/);
    expect(report?.at).toMatch(/^2026-11-23T09:00:0[05]\.\d{3}Z$/);
  });

  test.each([
    ['that it was delivered', { eventType: 'Delivery', delivery: {}, mail }],
    [
      'that it is no spam',
      { eventType: 'Complaint', complaint: { complaintFeedbackType: 'not-spam' }, mail },
    ],
    ['of a mail without our mark', { ...bounce('Permanent', 'General'), mail: { ...mail, tags: {} } }],
    ['nothing', undefined],
  ])('is let pass: %s', (_name, detail) => {
    expect(readReport(detail)).toBeUndefined();
  });

  test('is read alike from what the mailbox simulator brings about', () => {
    const read = (address: string) =>
      outcomesOf(address, AT).map(
        ({ eventType, part: [name, said] }) => readReport({ eventType, [name]: said, mail })?.status,
      );
    expect(read('bounce+ana@simulator.amazonses.com')).toEqual([undefined, 'bounced']);
    expect(read('suppressionlist@simulator.amazonses.com')).toEqual([undefined, 'bounced']);
    expect(read('ooto@simulator.amazonses.com')).toEqual([undefined, undefined, 'soft_bounced']);
    expect(read('complaint@simulator.amazonses.com')).toEqual([undefined, undefined, 'complained']);
    expect(read('success@simulator.amazonses.com')).toEqual([undefined, undefined]);
  });
});
