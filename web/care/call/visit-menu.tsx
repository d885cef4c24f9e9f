import { Menu } from '@mantine/core';
import { IconArrowBackUp, IconDotsVertical, IconLink, IconPhoneOff } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Visit } from '#contracts/visits/visit.ts';
import controls from '../../visit/controls/controls.module.css';
import styles from '../care.module.css';
import { isLive } from '../board/board.ts';
import { EndDialog } from './end-dialog.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { SendBackDialog } from './send-back-dialog.tsx';

type Props = {
  visit: Visit;
  /** Names of those who are in the call besides oneself. */
  others: readonly string[];
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
};

/** What changes the visit for everybody, under one button of the bar, apart from one's own sound and picture. */
export function VisitMenu({ visit, others, isOpen, onOpen }: Props) {
  const { t } = useTranslation('care');
  const [dialog, setDialog] = useState<'send-back' | 'invite' | 'end'>();
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setDialog(undefined);
    // The entry that opened the dialog is gone; the button of the menu stands for it.
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <>
      <Menu
        position="top-end"
        opened={isOpen}
        onChange={onOpen}
        withinPortal={false}
        withInitialFocusPlaceholder={false}
        classNames={{ item: styles['item'] ?? '' }}
      >
        <Menu.Target>
          <button
            ref={button}
            type="button"
            className={controls['control']}
            data-tone="plain"
            aria-label={t('menu')}
          >
            <span className={controls['round']}>
              <IconDotsVertical aria-hidden />
            </span>
            <span className={controls['word']} aria-hidden>
              {t('menu')}
            </span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {isLive(visit) ? (
            <Menu.Item
              leftSection={<IconArrowBackUp aria-hidden size={20} />}
              onClick={() => setDialog('send-back')}
            >
              {t('sendBack')}
            </Menu.Item>
          ) : null}
          <Menu.Item leftSection={<IconLink aria-hidden size={20} />} onClick={() => setDialog('invite')}>
            {t('invite')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPhoneOff aria-hidden size={20} />}
            className={styles['danger'] ?? ''}
            onClick={() => setDialog('end')}
          >
            {t('endVisit')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SendBackDialog visit={visit} isOpen={dialog === 'send-back'} close={close} />
      <InviteDialog visit={visit} isOpen={dialog === 'invite'} close={close} />
      <EndDialog visit={visit} others={others} isOpen={dialog === 'end'} close={close} />
    </>
  );
}
