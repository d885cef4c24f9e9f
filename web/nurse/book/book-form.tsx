import { Button, Group, NativeSelect, SimpleGrid, Stack, TextInput, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserId } from '#contracts/ids.ts';
import { useFormat } from '../../app/services.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import { useNow } from '../../ui/time/use-now.ts';
import { momentOf, nextQuarter } from './booking.ts';
import { PatientPicker } from './patient-picker.tsx';
import { useBook, useBookable, useBookingProblem } from './use-booking.ts';

type Props = { done: () => void; cancel: () => void };

/** The fields of a booking; what is missing is said beside its field. */
export function BookForm({ done, cancel }: Props) {
  const { t } = useTranslation('nurse');
  const format = useFormat();
  const bookingProblem = useBookingProblem();
  const now = useNow(10_000);
  const [search, setSearch] = useState('');
  const [patientId, setPatientId] = useState<UserId>();
  const [doctorId, setDoctorId] = useState<string>();
  const [visitType, setVisitType] = useState<string>();
  const [when, setWhen] = useState(() => nextQuarter(now));
  const [reason, setReason] = useState('');
  const [isTried, setIsTried] = useState(false);
  const { patients, doctors, types } = useBookable(search);
  const book = useBook();
  const doctor = doctors.data?.people.find((one) => one.userId === doctorId) ?? doctors.data?.people[0];
  const type = types.data?.visitTypes.find((one) => one.id === visitType) ?? types.data?.visitTypes[0];
  const startsAt = momentOf(when, now);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (patientId === undefined || doctor === undefined || type === undefined || startsAt === undefined)
      return;
    book.mutate(
      { patientId, doctorId: doctor.userId, visitType: type.id, startsAt, reason },
      {
        onSuccess: (visit) => {
          announce(t('book.booked', { name: visit.patient.name, time: format.absolute(visit.startsAt) }));
          done();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {book.isError ? (
          <Notice tone="urgent" title={t('book.failed')} role="alert">
            {bookingProblem(book.error)}
          </Notice>
        ) : null}
        <PatientPicker
          people={patients.data?.people ?? []}
          search={search}
          onSearch={setSearch}
          choose={setPatientId}
          error={isTried && patientId === undefined ? t('book.choosePatient') : undefined}
        />
        <NativeSelect
          label={t('book.doctor')}
          value={doctor?.userId ?? ''}
          onChange={(event) => setDoctorId(event.currentTarget.value)}
          data={(doctors.data?.people ?? []).map(({ userId, name, specialty }) => ({
            value: userId,
            label: specialty === undefined ? name : `${name}, ${specialty}`,
          }))}
        />
        <NativeSelect
          label={t('book.type')}
          value={type?.id ?? ''}
          onChange={(event) => setVisitType(event.currentTarget.value)}
          data={(types.data?.visitTypes ?? []).map(({ id, name, durationMinutes }) => ({
            value: id,
            label: t('book.typeOption', { name, minutes: format.minutes(durationMinutes * 60_000) }),
          }))}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            type="date"
            label={t('book.date')}
            value={when.date}
            error={isTried && startsAt === undefined ? t('book.chooseTime') : undefined}
            onChange={(event) => setWhen({ ...when, date: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('book.time')}
            value={when.time}
            onChange={(event) => setWhen({ ...when, time: event.currentTarget.value })}
          />
        </SimpleGrid>
        <Textarea
          label={t('book.reason')}
          maxLength={500}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            {t('book.cancel')}
          </Button>
          <Button type="submit" loading={book.isPending}>
            {t('book.submit')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
