import { Button, Group, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '#contracts/identity/person.ts';
import type { Visit } from '#contracts/visits/visit.ts';
import { useBoard } from '../../care/board/use-board.ts';
import { useVisitActions } from '../../care/call/use-visit-actions.ts';
import { Dialog } from '../../care/dialog.tsx';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';
import { QueryView } from '../../ui/states/query-view.tsx';
import { useDoctors } from '../book/use-booking.ts';
import { doctorsToChoose } from './doctors-to-choose.ts';
import styles from './sheet.module.css';

type Props = { visit: Visit; isOpen: boolean; close: () => void };

/** Sends a waiting patient to another doctor; beside each how many wait there already. */
export function HandOverDialog({ visit, isOpen, close }: Props) {
  const { t } = useTranslation('nurse');
  const { name } = visit.patient;
  return (
    <Dialog title={t('handOver.title', { name })} isOpen={isOpen} close={close}>
      <Choice visit={visit} close={close} />
    </Dialog>
  );
}

function Choice({ visit, close }: Omit<Props, 'isOpen'>) {
  const { t } = useTranslation(['nurse', 'care']);
  const problemText = useProblemText();
  const { handOver } = useVisitActions();
  const board = useBoard().query.data;
  const [chosen, setChosen] = useState<Person>();
  const { name } = visit.patient;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen === undefined) return;
    handOver.mutate(
      { visitId: visit.id, doctorId: chosen.userId },
      {
        onSuccess: ({ visit: sent }) => {
          announce(t('care:sentOn', { name, doctor: sent.doctor.name }));
          close();
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>{t('handOver.text', { name, doctor: visit.doctor.name })}</Text>
        {handOver.isError ? (
          <Notice tone="urgent" title={t('handOver.failed')} role="alert">
            {problemText(handOver.error)}
          </Notice>
        ) : null}
        <QueryView
          query={useDoctors()}
          isEmpty={({ people }) => doctorsToChoose(people, visit, board).length === 0}
          empty={<Text>{t('handOver.nobody')}</Text>}
        >
          {({ people }) => (
            <fieldset className={styles['doctors']}>
              <legend className="visually-hidden">{t('book.doctor')}</legend>
              {doctorsToChoose(people, visit, board).map(({ doctor, waiting, isInVisit }) => (
                <label key={doctor.userId} className={styles['doctor']}>
                  <input
                    type="radio"
                    name="doctor"
                    checked={chosen?.userId === doctor.userId}
                    onChange={() => setChosen(doctor)}
                  />
                  <span className={styles['doctorName']}>
                    <strong>{doctor.name}</strong>
                    {doctor.specialty === undefined ? null : <span>{doctor.specialty}</span>}
                  </span>
                  <span className={styles['doctorBusy']}>
                    {isInVisit ? <span>{t('handOver.inVisit')}</span> : null}
                    <span>{t('handOver.waiting', { count: waiting })}</span>
                  </span>
                </label>
              ))}
            </fieldset>
          )}
        </QueryView>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('book.cancel')}
          </Button>
          <Button type="submit" disabled={chosen === undefined} loading={handOver.isPending}>
            {chosen === undefined ? t('handOver.choose') : t('handOver.send', { doctor: chosen.name })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
