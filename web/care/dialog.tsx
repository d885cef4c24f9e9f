import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './care.module.css';
import { useIsUppermost } from './open-layers.ts';

type Props = { title: string; isOpen: boolean; close: () => void; children: ReactNode; size?: string };

/** A question over the page. Escape and the cross leave everything as it was; the focus goes back to where it came from. */
export function Dialog({ title, isOpen, close, children, size = 'md' }: Props) {
  const { t } = useTranslation();
  const isUppermost = useIsUppermost(isOpen);
  return (
    <Modal.Root
      opened={isOpen}
      onClose={close}
      closeOnEscape={isUppermost}
      size={size}
      centered
      transitionProps={{ duration: 150 }}
    >
      <Modal.Overlay />
      <Modal.Content radius="lg">
        {/* Mantine's own header would be a second banner of the page. */}
        <div className={styles['dialogTop']}>
          <Modal.Title className={styles['dialogTitle'] ?? ''}>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t('close')} size={48} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
