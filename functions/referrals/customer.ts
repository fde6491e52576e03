import * as z from 'zod';
import { countrySchema, emailSchema, line } from '../platform/fields.ts';
import { registrableDomain } from './domain.ts';

const contactSchema = z
  .strictObject({
    name: line(),
    email: emailSchema,
    phone: z
      .string()
      .trim()
      .regex(/^\+?[0-9 ()./-]{3,30}$/, 'must be a phone number')
      .nullable()
      .default(null),
    jobTitle: line().nullable().default(null),
    consent: z.boolean().meta({
      description:
        'Whether this person agreed to be contacted by the partner. Without it the contact is never shared.',
    }),
  })
  .meta({ id: 'Contact' });

const addressSchema = z
  .strictObject({
    street: line().nullable().default(null),
    city: line(100).nullable().default(null),
    region: line(100).nullable().default(null),
    postalCode: line(20).nullable().default(null),
  })
  .meta({ id: 'Address' });

/** The customer whom a referral is about. */
export const customerSchema = z
  .strictObject({
    name: line(),
    domain: z
      .string()
      .trim()
      .max(253)
      .transform((text, context) => {
        const domain = registrableDomain(text);
        if (domain) return domain;
        context.addIssue({
          code: 'custom',
          message: 'must be a domain that can be registered, such as contoso-foods.com',
          params: { code: 'not_registrable' },
          input: text,
        });
        return z.NEVER;
      })
      .meta({
        description: 'Kept as its registrable domain: `https://shop.contoso.co.uk/` becomes `contoso.co.uk`',
        examples: ['contoso-foods.com'],
      }),
    industry: line(100).nullable().default(null),
    country: countrySchema,
    address: addressSchema.nullable().default(null),
    contacts: z.array(contactSchema).max(20).default([]),
  })
  .meta({ id: 'Customer' });
export type Customer = z.output<typeof customerSchema>;
