import { IdentityHttp } from '#contracts/http/identity.ts';
import { type BoundRoutes, bindRoutes } from '#platform/http/handlers.ts';
import { createChangeUser } from './accounts/change-user.ts';
import { createCreateUser } from './accounts/create-user.ts';
import { createListPeople } from './accounts/list-people.ts';
import { createListUsers } from './accounts/list-users.ts';
import { createReadUser } from './accounts/read-user.ts';
import { createOpenDemoSession } from './demo/open-demo-session.ts';
import { createReadDemo } from './demo/read-demo.ts';
import { createInviteToVisit } from './invitations/invite-to-visit.ts';
import { createRedeemInvitation } from './invitations/redeem-invitation.ts';
import { createReadMe } from './sessions/read-me.ts';
import { createRefreshSession } from './sessions/refresh-session.ts';
import { createSignOut } from './sessions/sign-out.ts';
import { createSignOutUser } from './sessions/sign-out-user.ts';
import { createSignIn } from './sign-in/sign-in.ts';

type DepsOf<F extends (deps: never) => unknown> = Parameters<F>[0];
type Deps = DepsOf<typeof createSignIn> &
  DepsOf<typeof createRefreshSession> &
  DepsOf<typeof createReadMe> &
  DepsOf<typeof createOpenDemoSession> &
  DepsOf<typeof createInviteToVisit> &
  DepsOf<typeof createRedeemInvitation> &
  DepsOf<typeof createReadUser> &
  DepsOf<typeof createListUsers> &
  DepsOf<typeof createChangeUser>;

/** The HTTP door: route to operation. */
export const createRoutes = (deps: Deps): BoundRoutes =>
  bindRoutes(IdentityHttp, {
    signIn: createSignIn(deps),
    refreshSession: createRefreshSession(deps),
    signOut: createSignOut(deps),
    readMe: createReadMe(deps),
    readDemo: createReadDemo(deps),
    openDemoSession: createOpenDemoSession(deps),
    inviteToVisit: createInviteToVisit(deps),
    redeemInvitation: createRedeemInvitation(deps),
    listPeople: createListPeople(deps),
    listUsers: createListUsers(deps),
    createUser: createCreateUser(deps),
    readUser: createReadUser(deps),
    changeUser: createChangeUser(deps),
    signOutUser: createSignOutUser(deps),
  });
