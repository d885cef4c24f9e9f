import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import { CallRoom } from '../../visit/call-room.tsx';
import type { RoomPanel } from '../../visit/controls/control-bar.tsx';
import type { VisitRoom } from '../../visit/use-visit-room.ts';
import { AloneInCall } from './alone-in-call.tsx';
import { VisitMenu } from './visit-menu.tsx';

type Props = {
  visit: Visit;
  room: VisitRoom;
  panels: readonly RoomPanel[];
  header: ReactNode;
  onLeave: () => void;
};

/** The call from the side of those who care: the shared room with their panels and the menu of the visit. */
export function CareCall({ visit, room, panels, header, onLeave }: Props) {
  const { t } = useTranslation('care');
  const [isMenuOpen, setIsMenuOpen] = useState(false);
  const others = room.call.state?.others.map(({ name }) => name) ?? [];
  return (
    <CallRoom
      visit={visit}
      room={room}
      title={t('callTitle', { name: visit.patient.name })}
      onLeave={onLeave}
      alone={<AloneInCall visit={visit} room={room} />}
      panels={panels}
      header={header}
      isMenuOpen={isMenuOpen}
      menu={<VisitMenu visit={visit} others={others} isOpen={isMenuOpen} onOpen={setIsMenuOpen} />}
    />
  );
}
