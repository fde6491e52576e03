import * as z from 'zod';
import { instantSchema } from '../platform/fields.ts';

/** What became of a mail to an approver, from the least to the worst. Of two reports of one mail the worse one stands. */
export const deliveryStatuses = [
  'mailed',
  'delayed',
  'soft_bounced',
  'refused',
  'bounced',
  'complained',
  'withheld',
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

export const deliverySchema = z
  .strictObject({
    status: z.enum(deliveryStatuses).meta({
      description:
        'mailed: handed to the mail service, and nothing else heard since; delayed: still being tried; soft_bounced: this one mail did not arrive, the next may; refused: the mail service would not send it; bounced: the address does not take mail; complained: the person marked it as spam; withheld: not mailed, because an earlier mail to this address bounced or was complained about',
    }),
    at: instantSchema,
    reason: z.string().nullable().meta({ description: 'In plain words; names no address' }),
  })
  .meta({ id: 'MailDelivery' });
export type Delivery = z.output<typeof deliverySchema>;

/** With these the person has most likely not read what is asked, and waiting longer brings nothing. */
const lost: ReadonlySet<DeliveryStatus> = new Set(['refused', 'bounced', 'complained', 'withheld']);
export const isLost = (delivery: Delivery | null): boolean => delivery !== null && lost.has(delivery.status);

/** These speak of the address, not of one mail: nothing more is sent to it. */
export const isForGood = (status: DeliveryStatus): status is 'bounced' | 'complained' =>
  status === 'bounced' || status === 'complained';

export const isWorse = (status: DeliveryStatus, than: DeliveryStatus | undefined): boolean =>
  than === undefined || deliveryStatuses.indexOf(status) > deliveryStatuses.indexOf(than);

/** What keeps a step from being decided, that only a person can mend. */
export const troubleSchema = z
  .strictObject({
    code: z.enum(['nobody_may_decide', 'nobody_reached', 'asking_failed']).meta({
      description:
        'nobody_may_decide: no member has the roles, or four eyes bar them all; nobody_reached: no mail reaches any of those who may decide; asking_failed: the mails could not be sent, and are tried again',
    }),
    at: instantSchema,
  })
  .meta({ id: 'ApprovalTrouble' });
export type Trouble = z.output<typeof troubleSchema>;
