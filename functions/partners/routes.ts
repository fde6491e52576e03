import * as z from 'zod';
import { idOf, instantSchema, pageOf, pageQuery, prose } from '../platform/fields.ts';
import { declareRoutes } from '../platform/route.ts';
import { timelineEntrySchema } from '../platform/timeline.ts';
import {
  declineReasons,
  newPartnershipSchema,
  partnershipSchema,
  partnershipStatuses,
} from './partnership.ts';

const params = z.strictObject({ id: idOf('partnership') });
const nothing = z.strictObject({});
const act = {
  kind: 'act',
  method: 'POST',
  scope: 'partnerships:write',
  params,
  body: nothing,
  output: partnershipSchema,
} as const;

export const routes = declareRoutes({
  process: 'partners',
  about: 'Partnerships: two organisations that share records. Nothing is shared outside an active one.',
  routes: {
    invitePartnership: {
      kind: 'create',
      method: 'POST',
      path: '/v1/partnerships',
      scope: 'partnerships:write',
      summary: 'Invite an organisation to a partnership',
      body: newPartnershipSchema,
      output: partnershipSchema,
      status: 201,
      refusals: ['unknown_reference', 'already_exists'],
    },
    listPartnerships: {
      kind: 'list',
      method: 'GET',
      path: '/v1/partnerships',
      scope: 'partnerships:read',
      summary: 'List your partnerships',
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(partnershipStatuses).optional(),
        updatedAfter: instantSchema.optional(),
      }),
      output: pageOf(partnershipSchema),
    },
    getPartnership: {
      kind: 'read',
      method: 'GET',
      path: '/v1/partnerships/{id}',
      scope: 'partnerships:read',
      summary: 'Read a partnership',
      params,
      output: partnershipSchema,
    },
    readPartnershipTimeline: {
      kind: 'list',
      method: 'GET',
      path: '/v1/partnerships/{id}/timeline',
      scope: 'partnerships:read',
      summary: "Read a partnership's timeline",
      params,
      query: z.strictObject(pageQuery),
      output: pageOf(timelineEntrySchema),
    },
    acceptPartnership: {
      ...act,
      path: '/v1/partnerships/{id}/accept',
      summary: 'Accept an invitation',
      refusals: ['transition_not_allowed', 'wrong_side', 'already_decided', 'decided_by_mail_only'],
    },
    declinePartnership: {
      ...act,
      path: '/v1/partnerships/{id}/decline',
      summary: 'Decline an invitation',
      body: z
        .strictObject({
          reasonCode: z.enum(declineReasons.map(({ code }) => code)),
          comment: prose(2000)
            .optional()
            .meta({ description: 'Kept with your own approval; the inviter is told the code alone' }),
        })
        .meta({ examples: [{ reasonCode: 'not_now' }] }),
      refusals: ['transition_not_allowed', 'wrong_side', 'already_decided', 'decided_by_mail_only'],
    },
    suspendPartnership: {
      ...act,
      path: '/v1/partnerships/{id}/suspend',
      summary: 'Suspend a partnership',
      description:
        'Its records can be read by both, and no new ones are shared, until the side that suspended it resumes it.',
      refusals: ['transition_not_allowed'],
    },
    resumePartnership: {
      ...act,
      path: '/v1/partnerships/{id}/resume',
      summary: 'Resume a partnership that your side suspended',
      refusals: ['transition_not_allowed', 'wrong_side'],
    },
    endPartnership: {
      ...act,
      path: '/v1/partnerships/{id}/end',
      summary: 'End a partnership',
      description:
        'For good: its records are frozen and stay readable by both. The two can invite each other again.',
      refusals: ['transition_not_allowed'],
    },
  },
});
