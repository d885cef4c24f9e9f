import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './care.module.css';

type Props = { title: string; isOpen: boolean; close: () => void; children: ReactNode; size?: string };

/** A question over the page. Escape and the cross leave everything as it was; the focus goes back to where it came from. */
export function Dialog({ title, isOpen, close, children, size = 'md' }: Props) {
  const { t } = useTranslation();
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={title}
      size={size}
      classNames={{ title: styles['dialogTitle'] ?? '' }}
      closeButtonProps={{ 'aria-label': t('close'), size: 48 }}
    >
      {children}
    </Modal>
  );
}
