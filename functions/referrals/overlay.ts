import * as z from 'zod';
import { idOf, prose, recordFields } from '../platform/fields.ts';
import { moneySchema } from '../platform/money.ts';

/** What one side keeps to itself about a shared record. The other side can never read it, anywhere. */
export const newOverlaySchema = z
  .strictObject({
    notes: prose().nullable().default(null),
    forecast: z
      .strictObject({ amount: moneySchema, probabilityPercent: z.int().min(0).max(100) })
      .nullable()
      .default(null),
    ownerId: idOf('member')
      .nullable()
      .default(null)
      .meta({ description: 'Your own member who looks after it' }),
  })
  .meta({
    id: 'NewPrivateOverlay',
    examples: [
      {
        notes: 'Ask Bruno before the call.',
        forecast: { amount: { amountMinor: 9_000_000, currency: 'EUR' }, probabilityPercent: 40 },
      },
    ],
  });

const { revision, ...stamps } = recordFields;
export const overlaySchema = newOverlaySchema
  .extend({
    id: z.string().meta({ description: 'Id of the shared record' }),
    revision: revision.or(z.literal(0)),
    ...stamps,
  })
  .meta({ id: 'PrivateOverlay' });
export type Overlay = z.output<typeof overlaySchema>;
