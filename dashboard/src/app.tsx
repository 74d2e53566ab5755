import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { EventsPage } from './pages/events.tsx';
import { FleetPage } from './pages/fleet.tsx';
import { FleetsPage } from './pages/fleets.tsx';
import { RolloutPage } from './pages/rollout.tsx';
import { SettingsPage } from './pages/settings.tsx';
import { Header } from './parts/header.tsx';
import { KeySheet } from './parts/key-sheet.tsx';
import { ClockProvider } from './parts/time.tsx';

export function App() {
  const [client] = useState(() => new QueryClient());
  return (
    <QueryClientProvider client={client}>
      <ClockProvider>
        <Router hook={useHashLocation}>
          <Header />
          <main>
            <Switch>
              <Route path="/" component={FleetsPage} />
              <Route path="/fleets/:fleet">{({ fleet }) => <FleetPage key={fleet} name={fleet} />}</Route>
              <Route path="/fleets/:fleet/instances/:instance">
                {({ fleet, instance }) => <FleetPage key={fleet} name={fleet} instance={instance} />}
              </Route>
              <Route path="/rollouts/:rollout">
                {({ rollout }) => <RolloutPage key={rollout} id={rollout} />}
              </Route>
              <Route path="/events" component={EventsPage} />
              <Route path="/settings" component={SettingsPage} />
              <Route>
                <h1>There is no such page</h1>
                <p>
                  <Link href="/">All fleets</Link>
                </p>
              </Route>
            </Switch>
          </main>
          <KeySheet />
        </Router>
      </ClockProvider>
    </QueryClientProvider>
  );
}
