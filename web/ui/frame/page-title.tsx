import { Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';

let isFirstPage = true;

type Props = { title: string; children?: ReactNode; isQuiet?: boolean };

/**
 * The heading of a page. It names the browser's tab and takes the focus on navigation, so that keyboards and screen
 * readers start at the top of what is new. `isQuiet` hides it from sight where the page speaks for itself.
 */
export function PageTitle({ title, children, isQuiet }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { pathname } = useLocation();
  const { t } = useTranslation();
  const inTab = t('pageTitle', { title });

  useEffect(() => {
    document.title = inTab;
  }, [inTab]);

  useEffect(() => {
    // On the first page the browser's own start is right.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, [pathname]);

  return (
    <Title order={1} ref={heading} tabIndex={-1} className={isQuiet ? 'visually-hidden' : 'page-title'}>
      {children ?? title}
    </Title>
  );
}
