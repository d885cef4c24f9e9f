import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserId } from '#contracts/ids.ts';
import { Refusal } from '#contracts/refusal.ts';
import { useApi, useMe } from '../../app/services.ts';
import { useProblemText } from '../../ui/states/problem-text.ts';
import nurse from '../../text/en/nurse.json';

export type Booking = {
  patientId: UserId;
  doctorId: UserId;
  visitType: string;
  startsAt: number;
  reason: string;
};

/** The doctors of the own clinics. */
export function useDoctors() {
  const api = useApi();
  return useQuery({
    queryKey: ['people', 'doctor'],
    queryFn: () => api.identity.listPeople({ query: { role: 'doctor', limit: 100 } }),
  });
}

/** Whom and what can be booked. Patients are searched by name as it is typed. */
export function useBookable(search: string) {
  const api = useApi();
  const patients = useQuery({
    queryKey: ['people', 'patient', search],
    placeholderData: keepPreviousData,
    queryFn: () => api.identity.listPeople({ query: { role: 'patient', search, limit: 20 } }),
  });
  const doctors = useDoctors();
  const types = useQuery({ queryKey: ['visit-types'], queryFn: () => api.visits.listVisitTypes() });
  return { patients, doctors, types };
}

/** Books, with one key for one thing asked: a second try cannot book twice, and another time is another thing. */
export function useBook() {
  const api = useApi();
  const { clinicIds } = useMe();
  const queries = useQueryClient();
  const asked = useRef({ what: '', key: '' });
  return useMutation({
    mutationFn: (booking: Booking) => {
      const [clinicId] = clinicIds;
      if (clinicId === undefined) throw new Refusal('not_permitted', 'You work in no clinic.');
      const what = JSON.stringify(booking);
      if (asked.current.what !== what) asked.current = { what, key: crypto.randomUUID() };
      return api.visits.bookVisit({ body: { ...booking, clinicId } }, { idempotencyKey: asked.current.key });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['board'] }),
  });
}

type Own = 'doctor_not_free' | 'starts_in_the_past' | 'person_unknown';
const own: readonly string[] = Object.keys(nurse.book);
const isOwn = (code: string): code is Own => own.includes(code);

/** Why a booking was refused, in the reader's words. */
export function useBookingProblem(): (error: unknown) => string {
  const { t } = useTranslation('nurse');
  const problemText = useProblemText();
  return (error) =>
    error instanceof Refusal && isOwn(error.code) ? t(`book.${error.code}`) : problemText(error);
}
