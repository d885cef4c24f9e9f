import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/services.ts';
import type { WaitingVisit } from '../../care/board/board.ts';
import { useVisitActions } from '../../care/call/use-visit-actions.ts';
import { announce } from '../../ui/frame/live-region.tsx';
import { Notice } from '../../ui/states/notice.tsx';
import { useProblemText } from '../../ui/states/problem-text.ts';

type Props = {
  visit: WaitingVisit;
  /** Where the focus goes when the notice has gone. */
  onUndone: () => void;
};

/** That the patient was sent here from another doctor, and the way back while the patient waits. */
export function HandedOver({ visit, onUndone }: Props) {
  const { t } = useTranslation(['nurse', 'care']);
  const format = useFormat();
  const problemText = useProblemText();
  const { handOver } = useVisitActions();
  const { handedOver, patient, doctor } = visit;
  if (handedOver === undefined) return null;
  const undo = () =>
    handOver.mutate(
      { visitId: visit.id, doctorId: handedOver.from.userId },
      {
        onSuccess: ({ visit: sent }) => {
          announce(t('care:sentOn', { name: patient.name, doctor: sent.doctor.name }));
          onUndone();
        },
      },
    );
  const undoButton = (
    <Button variant="default" loading={handOver.isPending} onClick={undo}>
      {t('handOver.undo')}
    </Button>
  );
  return (
    <Notice
      tone="expected"
      title={t('care:sentOn', { name: patient.name, doctor: doctor.name })}
      action={undoButton}
    >
      {handOver.isError
        ? problemText(handOver.error)
        : t('handOver.by', {
            from: handedOver.from.name,
            name: handedOver.by.name,
            time: format.time(handedOver.at),
          })}
    </Notice>
  );
}
