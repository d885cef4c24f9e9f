import { ActionIcon, Textarea } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './chat.module.css';
import type { ThreadSession } from './thread-session.ts';

const longest = 4_000;

/** Where one writes. Enter sends, Shift and Enter begins a line. */
export function Composer({ session }: { session: ThreadSession | undefined }) {
  const { t } = useTranslation('chat');
  const [text, setText] = useState('');
  const box = useRef<HTMLTextAreaElement>(null);

  const send = () => {
    const body = text.trim();
    box.current?.focus();
    if (body === '' || session === undefined) return;
    session.send(body);
    setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes a word, Enter takes the word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={styles['composer']}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        ref={box}
        className={styles['box'] ?? ''}
        aria-label={t('write')}
        placeholder={t('write')}
        value={text}
        maxLength={longest}
        rows={1}
        autosize
        maxRows={5}
        onChange={(event) => {
          setText(event.currentTarget.value);
          session?.type();
        }}
        onKeyDown={onKeyDown}
      />
      <ActionIcon type="submit" variant="filled" aria-label={t('send')} disabled={session === undefined}>
        <IconSend2 aria-hidden size={22} />
      </ActionIcon>
    </form>
  );
}
