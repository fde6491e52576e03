import * as z from 'zod';
import {
  emailSchema,
  idOf,
  instantSchema,
  line,
  localeSchema,
  recordFields,
  timeZoneSchema,
} from '../platform/fields.ts';

/** What a member may be asked to do; a member may have several. */
export const roles = ['partner_manager', 'seller', 'marketing', 'finance', 'approver', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.output<typeof roleSchema>;

export const organizationSchema = z
  .strictObject({
    id: idOf('organization'),
    name: line(),
    ...recordFields,
  })
  .meta({ id: 'Organization' });
export type Organization = z.output<typeof organizationSchema>;

export const newOrganizationSchema = z
  .strictObject({ name: line() })
  .meta({ id: 'NewOrganization', examples: [{ name: 'Northwind Cloud' }] });

export const unreachableSchema = z
  .strictObject({
    status: z.enum(['bounced', 'complained']),
    at: instantSchema,
    reason: z.string().nullable().meta({ description: 'In plain words' }),
  })
  .meta({ id: 'Unreachable' });

export const memberSchema = z
  .strictObject({
    id: idOf('member'),
    name: line(),
    email: emailSchema,
    roles: z.array(roleSchema),
    locale: localeSchema,
    timeZone: timeZoneSchema,
    active: z.boolean().meta({ description: 'An inactive member is asked nothing and can decide nothing' }),
    unreachable: unreachableSchema.nullable().meta({
      description:
        'Why nothing is mailed to this address any more: a mail to it bounced for good, or was marked as spam. Ends with another address, or when it is set to null',
    }),
    ...recordFields,
  })
  .meta({ id: 'Member' });
export type Member = z.output<typeof memberSchema>;

/** A member as any version has written it: what was added later holds what it meant before it was there. */
export const memberOf = (
  written: Partial<Pick<Member, 'unreachable'>> & Omit<Member, 'unreachable'>,
): Member => ({
  ...written,
  unreachable: written.unreachable ?? null,
});

const rolesField = z
  .array(roleSchema)
  .min(1)
  .max(roles.length)
  .refine((list) => new Set(list).size === list.length, {
    error: 'names a role twice',
    params: { code: 'repeated' },
  })
  .meta({ uniqueItems: true });

export const newMemberSchema = z
  .strictObject({
    name: line(),
    email: emailSchema,
    roles: rolesField,
    locale: localeSchema.default('en-GB'),
    timeZone: timeZoneSchema.default('UTC'),
  })
  .meta({
    id: 'NewMember',
    examples: [
      {
        name: 'Ana Lima',
        email: 'ana.lima@brightpath.example',
        roles: ['partner_manager', 'approver'],
        locale: 'pt-PT',
        timeZone: 'Europe/Lisbon',
      },
    ],
  });
export type NewMember = z.output<typeof newMemberSchema>;

export const memberPatchSchema = z
  .strictObject({
    name: line().optional(),
    email: emailSchema.optional(),
    roles: rolesField.optional(),
    locale: localeSchema.optional(),
    timeZone: timeZoneSchema.optional(),
    active: z.boolean().optional(),
    unreachable: z
      .null()
      .optional()
      .meta({ description: 'null: the address takes mail again, and is mailed to' }),
  })
  .meta({ id: 'MemberPatch', examples: [{ roles: ['seller'] }] });

export const apiClientSchema = z
  .strictObject({
    id: z.string().meta({ description: 'The OAuth2 client id' }),
    organizationId: idOf('organization'),
    name: line(),
    scopes: z.array(z.string()),
    createdAt: instantSchema,
  })
  .meta({ id: 'ApiClient' });

export const newApiClientSchema = z
  .strictObject({
    name: line(100),
    scopes: z
      .array(z.string().max(100))
      .min(1)
      .max(50)
      .optional()
      .meta({ description: 'Which of the partner scopes its tokens may carry; left out: all of them' }),
  })
  .meta({ id: 'NewApiClient', examples: [{ name: 'CRM connector' }] });

export const createdApiClientSchema = apiClientSchema
  .extend({ secret: z.string().meta({ description: 'Shown this once and kept nowhere on our side' }) })
  .meta({ id: 'CreatedApiClient' });
