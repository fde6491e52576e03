import * as z from 'zod';
import { calendarSchema } from '../platform/days.ts';
import { recordFields } from '../platform/fields.ts';

export const newCalendarSchema = calendarSchema.meta({
  id: 'NewBusinessCalendar',
  examples: [
    { timeZone: 'Europe/Lisbon', businessDays: [1, 2, 3, 4, 5], holidays: ['2027-01-01', '2027-04-25'] },
  ],
});

const { createdAt, createdBy, updatedAt, updatedBy, revision } = recordFields;
/** The calendar as it is read; what holds by default is revision 0. */
export const calendarViewSchema = z
  .strictObject({
    ...calendarSchema.shape,
    isDefault: z.boolean(),
    revision: revision.or(z.literal(0)),
    ...{ createdAt, createdBy, updatedAt, updatedBy },
  })
  .meta({ id: 'BusinessCalendar' });
