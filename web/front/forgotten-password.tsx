import { Button, Stack, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** How to get back in: from the clinic, which knows who one is. */
export function ForgottenPassword() {
  const { t } = useTranslation('front');
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  return (
    <Stack gap="xs">
      <Button variant="subtle" aria-expanded={isOpen} aria-controls={id} onClick={() => setIsOpen(!isOpen)}>
        {t('signIn.forgot')}
      </Button>
      <Text id={id} hidden={!isOpen}>
        {t('signIn.forgotText')}
      </Text>
    </Stack>
  );
}
