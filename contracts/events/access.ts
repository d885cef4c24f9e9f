import { z } from 'zod';
import { defineEvent } from '../define.ts';
import { Instant, UserId } from '../ids.ts';

/** An action on patient data, as the audit trail names it: `noun:verb`. */
export const AuditAction = z.string().regex(/^[a-z-]+:[a-z-]+$/);

export const PatientDataAccessed = defineEvent({
  type: 'access.patient_data_accessed',
  version: 1,
  key: 'subjectId',
  summary: 'Somebody read or wrote what belongs to a patient, or was refused.',
  data: z.strictObject({
    action: AuditAction,
    subjectKind: z.enum(['visit', 'note', 'conversation', 'charge', 'user', 'invitation', 'audit']),
    subjectId: z.string().max(64),
    patientId: UserId.optional(),
    outcome: z.enum(['allowed', 'refused']),
    at: Instant,
  }),
});

export const accessEvents = [PatientDataAccessed];
