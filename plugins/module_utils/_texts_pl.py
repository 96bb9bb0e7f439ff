# Copyright: mdm.intune contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Polish: pairs of the English wording and its translation. For internal use only.

Loaded when somebody wants Polish, and not before. The words are those of Apple's and Microsoft's Polish documentation;
paths through the portals stay English, which every administrator can follow. Nouns after a number have three forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_PAIRS = (
    ("Enrollment token has expired", "Token programu rejestracji wygasł"),
    (
        "Expired at {expires_at}; full days since then: {days_ago}.",
        "Wygasł: {expires_at}; pełne dni od tego czasu: {days_ago}.",
    ),
    (
        (
            "Devices do not sync from Apple and profile assignment fails, so new and wiped devices do not finish "
            "enrolment. Devices that are enrolled already stay managed."
        ),
        (
            "Urządzenia nie synchronizują się z Apple, a przypisywanie profili zawodzi, więc nowe i wyczyszczone "
            "urządzenia nie kończą rejestracji. Urządzenia już zarejestrowane pozostają zarządzane."
        ),
    ),
    (
        "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens",
        "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens",
    ),
    (
        (
            "Sign in at business.apple.com (Apple Business, until April 2026 called Apple Business Manager) or at "
            "school.apple.com (Apple School Manager) with the role Administrator or Device Enrollment Manager. Have "
            "someone at hand who holds the Intune permission Enrollment programs > Update token: both halves belong "
            "to one sitting."
        ),
        (
            "Zaloguj się w business.apple.com (Apple Business, do kwietnia 2026 r. pod nazwą Apple Business Manager) "
            "lub w school.apple.com (Apple School Manager) z rolą Administrator lub Device Enrollment Manager. Niech "
            "pod ręką będzie osoba z uprawnieniem Intune Enrollment programs > Update token: obie połowy należy "
            "wykonać za jednym razem."
        ),
    ),
    (
        (
            "Open the SAME server entry that this token came from: in Apple Business Devices > Management Services, "
            "in Apple School Manager your account > Preferences > Your MDM servers. Do not create another entry: "
            "devices assigned to the old one would have to be moved and enrolled again."
        ),
        (
            "Otwórz TEN SAM wpis serwera, z którego pochodzi ten token: w Apple Business Devices > Management "
            "Services, w Apple School Manager konto > Preferences > Your MDM servers. Nie twórz nowego wpisu: "
            "urządzenia przypisane do starego trzeba by było przenieść i zarejestrować od nowa."
        ),
    ),
    (
        "Choose Download Token. This click voids the token that Intune uses at once, so do not stop here.",
        (
            "Wybierz Download Token. To kliknięcie natychmiast unieważnia token używany przez Intune, więc nie "
            "przerywaj w tym miejscu."
        ),
    ),
    (
        (
            "In Intune open this token, choose Renew token, enter the Apple Account that downloaded the file, upload "
            "the .p7m file, and finish with Renew token; or let the playbook mdm.intune.renew do it. Another Apple "
            "Account than last year's is allowed here and leaves enrolled devices alone; that does not hold for the "
            "Apple push certificate, whose account must stay the same."
        ),
        (
            "W Intune otwórz ten token, wybierz Renew token, podaj konto Apple, którym pobrano plik, prześlij plik "
            ".p7m i zakończ przyciskiem Renew token; albo zostaw to playbookowi mdm.intune.renew. Konto Apple może być "
            "tu inne niż rok temu i nie szkodzi to zarejestrowanym urządzeniom; nie dotyczy to certyfikatu push Apple, "
            "którego konto musi pozostać to samo."
        ),
    ),
    (
        (
            "If Intune refuses the file, do not delete the token: its devices would have to be removed from "
            "management first. The entry at Apple may hold an older public key: see sync error cause 1 on the guide "
            "page Findings."
        ),
        (
            "Jeśli Intune odrzuci plik, nie usuwaj tokenu: najpierw trzeba by było wycofać jego urządzenia z "
            "zarządzania. Wpis w Apple może mieć starszy klucz publiczny: zobacz przyczynę 1 błędów synchronizacji "
            "na stronie Findings przewodnika."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: the expiry must now be about a year away and the sync error code 0."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: data wygaśnięcia musi być teraz odległa o około rok, a kod błędu synchronizacji "
            "wynosić 0."
        ),
    ),
    ("Enrollment token expires soon", "Token programu rejestracji wkrótce wygaśnie"),
    (
        "Expires at {expires_at}; full days left: {days_left}.",
        "Wygasa: {expires_at}; pozostało pełnych dni: {days_left}.",
    ),
    (
        (
            "Nothing fails yet. From the date given on, devices do not sync from Apple, profile assignment fails, "
            "and new devices do not finish enrolment."
        ),
        (
            "Na razie wszystko działa. Od podanej daty urządzenia nie będą synchronizować się z Apple, przypisywanie "
            "profili zawiedzie, a nowe urządzenia nie ukończą rejestracji."
        ),
    ),
    (
        (
            "Agree on a time before the expiry with the holder of the Apple role and the holder of the Intune "
            "permission. Download nothing at Apple before then: a download breaks the sync at once, whatever the "
            "expiry date still says."
        ),
        (
            "Umów termin przed datą wygaśnięcia z osobą mającą rolę w Apple i osobą mającą uprawnienie w Intune. Do "
            "tego czasu niczego nie pobieraj w Apple: pobranie od razu przerywa synchronizację, niezależnie od "
            "widocznej daty wygaśnięcia."
        ),
    ),
    ("Expiry date of the enrollment token is unknown", "Data wygaśnięcia tokenu programu rejestracji jest nieznana"),
    (
        "Microsoft Graph gives no expiry date for this token.",
        "Microsoft Graph nie podaje daty wygaśnięcia tego tokenu.",
    ),
    (
        (
            "Nobody can tell when the token stops working. Once it does, devices do not sync from Apple, profile "
            "assignment fails, and new devices do not finish enrolment."
        ),
        (
            "Nikt nie wie, kiedy token przestanie działać. Gdy to nastąpi, urządzenia nie będą synchronizować się z "
            "Apple, przypisywanie profili zawiedzie, a nowe urządzenia nie ukończą rejestracji."
        ),
    ),
    (
        "Open the token in Intune (permission Enrollment programs > Read token) and read its expiry date there.",
        "Otwórz token w Intune (uprawnienie Enrollment programs > Read token) i odczytaj tam datę wygaśnięcia.",
    ),
    (
        (
            "If the set-up was never finished, finish it: the server token of the matching server entry at Apple "
            "must be uploaded. If the portal shows a date, put a reminder in your calendar and report the difference "
            "to Intune support."
        ),
        (
            "Jeśli konfiguracji nigdy nie dokończono, dokończ ją: trzeba przesłać token serwera z odpowiedniego "
            "wpisu w Apple. Jeśli portal pokazuje datę, ustaw przypomnienie w kalendarzu i zgłoś różnicę pomocy "
            "technicznej Intune."
        ),
    ),
    (
        "Do not delete the token to fix this: its devices would have to be removed from management first.",
        "Nie usuwaj z tego powodu tokenu: najpierw trzeba by było wycofać jego urządzenia z zarządzania.",
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: the expiry date must now be there."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: data wygaśnięcia musi być teraz widoczna."
        ),
    ),
    ("Apple's new terms are not accepted", "Nowe warunki Apple nie zostały zaakceptowane"),
    (
        (
            "Sync error code {last_sync_error_code}: Apple's terms and conditions wait for acceptance; last "
            "successful sync: {last_sync_at}."
        ),
        (
            "Kod błędu synchronizacji {last_sync_error_code}: warunki Apple czekają na akceptację; ostatnia udana "
            "synchronizacja: {last_sync_at}."
        ),
    ),
    (
        (
            "Apple turns Intune away until the terms are accepted: devices do not sync from Apple, profile "
            "assignment fails, and new devices do not finish enrolment. Devices that are enrolled already stay "
            "managed."
        ),
        (
            "Apple odmawia Intune dostępu, dopóki warunki nie zostaną zaakceptowane: urządzenia nie synchronizują "
            "się z Apple, przypisywanie profili zawodzi, a nowe urządzenia nie kończą rejestracji. Urządzenia już "
            "zarejestrowane pozostają zarządzane."
        ),
    ),
    (
        (
            "Sign in at business.apple.com (Apple Business, until April 2026 called Apple Business Manager) or at "
            "school.apple.com (Apple School Manager) with the role Administrator (Apple Business names it "
            "Organization Administrator). No other role can accept terms; Device Enrollment Manager cannot."
        ),
        (
            "Zaloguj się w business.apple.com (Apple Business, do kwietnia 2026 r. pod nazwą Apple Business Manager) "
            "lub w school.apple.com (Apple School Manager) z rolą Administrator (w Apple Business: Organization "
            "Administrator). Żadna inna rola nie może zaakceptować warunków; Device Enrollment Manager także nie."
        ),
    ),
    (
        (
            "Read and accept the terms that the portal shows after sign-in. Where tokens of several Apple "
            "organisations are loaded, do so in every one of them."
        ),
        (
            "Przeczytaj i zaakceptuj warunki, które portal pokazuje po zalogowaniu. Jeśli wczytane są tokeny kilku "
            "organizacji Apple, zrób to w każdej z nich."
        ),
    ),
    (
        "Do not download a new server token: accepting the terms is enough, and a download voids the token in use.",
        "Nie pobieraj nowego tokenu serwera: wystarczy akceptacja warunków, a pobranie unieważnia używany token.",
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: the sync error code must now be 0. If the code stays, look again for an "
            "organisation whose terms are still open."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: kod błędu synchronizacji musi teraz wynosić 0. Jeśli kod pozostaje, poszukaj "
            "organizacji, której warunki wciąż czekają."
        ),
    ),
    ("Last sync with Apple failed", "Ostatnia synchronizacja z Apple nie powiodła się"),
    (
        (
            "Sync error code {last_sync_error_code}; Microsoft has not published its meaning; last successful sync: "
            "{last_sync_at}."
        ),
        (
            "Kod błędu synchronizacji {last_sync_error_code}; Microsoft nie opublikował jego znaczenia; ostatnia "
            "udana synchronizacja: {last_sync_at}."
        ),
    ),
    (
        (
            "Apple refused the last sync. While that lasts, devices do not sync from Apple and profile assignment "
            "fails; new devices may not finish enrolment."
        ),
        (
            "Apple odrzuciło ostatnią synchronizację. Dopóki to trwa, urządzenia nie synchronizują się z Apple, a "
            "przypisywanie profili zawodzi; nowe urządzenia mogą nie ukończyć rejestracji."
        ),
    ),
    (
        (
            "Open this token in Intune (permission Enrollment programs > Read token) and read the error text shown "
            "there. The text names the cause, the integer does not: Microsoft has published no meaning for it, so do "
            "not guess from the number."
        ),
        (
            "Otwórz ten token w Intune (uprawnienie Enrollment programs > Read token) i przeczytaj pokazany tam "
            "tekst błędu. Przyczynę podaje tekst, a nie liczba: Microsoft nie opublikował jej znaczenia, więc nie "
            "zgaduj na podstawie liczby."
        ),
    ),
    (
        (
            "Find the text among the 11 published causes (the linked article, and the guide page Findings of this "
            "collection) and follow the remedy given there."
        ),
        (
            "Znajdź ten tekst wśród 11 opublikowanych przyczyn (artykuł pod odnośnikiem i strona Findings "
            "przewodnika tej kolekcji) i zastosuj podany tam środek."
        ),
    ),
    (
        (
            "If no text is shown, check in this order: was a new server token downloaded at Apple and never uploaded "
            "here; is the server entry of Intune still listed at Apple; are new Apple terms waiting; are name, "
            "department and support phone number of every profile of this token filled in and not too long."
        ),
        (
            "Jeśli nie ma żadnego tekstu, sprawdź po kolei: czy w Apple pobrano nowy token serwera, którego tu nie "
            "przesłano; czy wpis serwera Intune wciąż jest na liście w Apple; czy czekają nowe warunki Apple; czy "
            "nazwa, dział i numer telefonu pomocy w każdym profilu tego tokenu są wypełnione i nie są za długie."
        ),
    ),
    (
        (
            "Do not delete the token, and download a new server token only if the cause calls for a renewal: each "
            "download voids the token in use."
        ),
        (
            "Nie usuwaj tokenu, a nowy token serwera pobieraj tylko wtedy, gdy przyczyna wymaga odnowienia: każde "
            "pobranie unieważnia używany token."
        ),
    ),
    (
        (
            "If nothing of this helps, open a case with Intune support and give the error code, the id of the token, "
            "and the time of the last sync."
        ),
        (
            "Jeśli nic nie pomaga, otwórz zgłoszenie w pomocy technicznej Intune i podaj kod błędu, identyfikator "
            "tokenu oraz czas ostatniej synchronizacji."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: the sync error code must now be 0."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: kod błędu synchronizacji musi teraz wynosić 0."
        ),
    ),
    ("No successful sync with Apple for too long", "Zbyt dawno nie było udanej synchronizacji z Apple"),
    (
        "Last successful sync: {last_sync_at}; hours since then: {hours_since_sync}.",
        "Ostatnia udana synchronizacja: {last_sync_at}; godziny od tego czasu: {hours_since_sync}.",
    ),
    (
        (
            "Devices do not sync from Apple: purchases since the last sync are unknown to Intune. For them profile "
            "assignment fails, and they do not finish enrolment."
        ),
        (
            "Urządzenia nie synchronizują się z Apple: Intune nie zna zakupów od czasu ostatniej synchronizacji. "
            "Przypisywanie profili do nich zawodzi i nie kończą one rejestracji."
        ),
    ),
    (
        (
            "Open this token in Intune and choose Devices > Sync (permission Enrollment programs > Update token), "
            "once in 15 minutes at most. Intune syncs by itself every 12 hours (macOS: Microsoft also names 24 "
            "hours)."
        ),
        (
            "Otwórz ten token w Intune i wybierz Devices > Sync (uprawnienie Enrollment programs > Update token), "
            "najwyżej raz na 15 minut. Intune synchronizuje sam co 12 godzin (macOS: Microsoft podaje też 24 "
            "godziny)."
        ),
    ),
    (
        "If the sync fails with an error text, follow that cause in the linked list of 11 causes.",
        (
            "Jeśli synchronizacja kończy się tekstem błędu, postępuj według tej przyczyny z listy 11 przyczyn pod "
            "odnośnikiem."
        ),
    ),
    (
        (
            "If it does not run at all, ask whether someone downloaded a new server token at Apple: that voids the "
            "token in use although its expiry date still looks fine. If so, finish that renewal with the newest file."
        ),
        (
            "Jeśli w ogóle się nie uruchamia, zapytaj, czy ktoś pobrał w Apple nowy token serwera: unieważnia to "
            "używany token, choć jego data wygaśnięcia wygląda dobrze. Jeśli tak, dokończ to odnowienie najnowszym "
            "plikiem."
        ),
    ),
    (
        (
            "Check at Apple that the server entry of Intune still exists, and look at Apple's system status page and "
            "the service health of your tenant."
        ),
        (
            "Sprawdź w Apple, czy wpis serwera Intune wciąż istnieje, i zajrzyj na stronę stanu systemów Apple oraz "
            "do kondycji usług swojej dzierżawy."
        ),
    ),
    (
        (
            "Give the sync up to 15 minutes, then run this check again: the last successful sync must be recent. If "
            "it succeeds by hand but not by itself, open a case with Intune support."
        ),
        (
            "Odczekaj do 15 minut na synchronizację i ponów to sprawdzenie: ostatnia udana synchronizacja musi być "
            "świeża. Jeśli udaje się ręcznie, a sama nie, otwórz zgłoszenie w pomocy technicznej Intune."
        ),
    ),
    ("Token has never synced with Apple", "Token nigdy nie zsynchronizował się z Apple"),
    (
        "No successful sync is on record; token last modified: {modified_at}.",
        "Nie odnotowano udanej synchronizacji; ostatnia zmiana tokenu: {modified_at}.",
    ),
    (
        (
            "Devices do not sync from Apple at all, so profile assignment fails and no device of this token finishes "
            "enrolment."
        ),
        (
            "Urządzenia w ogóle nie synchronizują się z Apple, więc przypisywanie profili zawodzi i żadne urządzenie "
            "tego tokenu nie kończy rejestracji."
        ),
    ),
    (
        (
            "Open this token in Intune and choose Devices > Sync (permission Enrollment programs > Update token), "
            "once in 15 minutes at most. If an error text appears, follow that cause in the linked article on sync "
            "errors."
        ),
        (
            "Otwórz ten token w Intune i wybierz Devices > Sync (uprawnienie Enrollment programs > Update token), "
            "najwyżej raz na 15 minut. Jeśli pojawi się tekst błędu, postępuj według tej przyczyny z artykułu o "
            "błędach synchronizacji pod odnośnikiem."
        ),
    ),
    (
        (
            "Sign in at business.apple.com (Apple Business, until April 2026 called Apple Business Manager) or at "
            "school.apple.com (Apple School Manager) with the role Administrator or Device Enrollment Manager, and "
            "check that the server entry of this token exists and that devices are assigned to it (Apple Business: "
            "Devices > Management Services; Apple School Manager: your account > Preferences > Your MDM servers)."
        ),
        (
            "Zaloguj się w business.apple.com (Apple Business, do kwietnia 2026 r. pod nazwą Apple Business Manager) "
            "lub w school.apple.com (Apple School Manager) z rolą Administrator lub Device Enrollment Manager i "
            "sprawdź, czy wpis serwera tego tokenu istnieje i czy są do niego przypisane urządzenia (Apple Business: "
            "Devices > Management Services; Apple School Manager: konto > Preferences > Your MDM servers)."
        ),
    ),
    (
        (
            "If someone downloaded another server token from that entry after the upload, the uploaded one is void: "
            "download once more from the SAME entry and upload it in the same sitting with Renew token."
        ),
        (
            "Jeśli po przesłaniu ktoś pobrał z tego wpisu kolejny token serwera, przesłany jest nieważny: pobierz go "
            "jeszcze raz z TEGO SAMEGO wpisu i za jednym razem prześlij przez Renew token."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: a last successful sync must now be on record."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: musi być teraz odnotowana udana synchronizacja."
        ),
    ),
    ("Consent to share data with Apple is missing", "Brak zgody na udostępnianie danych Apple"),
    (
        "Microsoft Graph reports that the consent to share data with Apple is not granted for this token.",
        "Microsoft Graph podaje, że dla tego tokenu nie udzielono zgody na udostępnianie danych Apple.",
    ),
    (
        (
            "Intune may not send user and device information to Apple. Devices may not sync from Apple, and profile "
            "assignment may fail."
        ),
        (
            "Intune nie może wysyłać do Apple informacji o użytkownikach i urządzeniach. Urządzenia mogą nie "
            "synchronizować się z Apple, a przypisywanie profili może zawodzić."
        ),
    ),
    (
        (
            "Find out who may agree, on behalf of the organisation, that Microsoft sends user and device information "
            "to Apple."
        ),
        (
            "Ustal, kto może w imieniu organizacji zgodzić się, aby Microsoft wysyłał do Apple informacje o "
            "użytkownikach i urządzeniach."
        ),
    ),
    (
        (
            "Open this token in Intune (permission Enrollment programs > Update token) and agree wherever the portal "
            "asks for it. Microsoft describes the question for new tokens only; for a token in use it may come with "
            "the renewal."
        ),
        (
            "Otwórz ten token w Intune (uprawnienie Enrollment programs > Update token) i wyraź zgodę tam, gdzie "
            "portal o nią pyta. Microsoft opisuje to pytanie tylko dla nowych tokenów; przy używanym może się "
            "pojawić podczas odnowienia."
        ),
    ),
    (
        (
            "Do not delete the token and do not download a new server token for this alone. If the portal offers no "
            "way to agree and the token syncs, waive this finding until the next renewal, or open a case with Intune "
            "support."
        ),
        (
            "Nie usuwaj tokenu ani nie pobieraj tylko z tego powodu nowego tokenu serwera. Jeśli portal nie pozwala "
            "wyrazić zgody, a token się synchronizuje, pomiń to ustalenie (waiver) do następnego odnowienia albo "
            "otwórz zgłoszenie w pomocy technicznej Intune."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: this finding must be gone."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: tego ustalenia nie może już być."
        ),
    ),
    ("Tenant has no enrollment token", "Dzierżawa nie ma tokenu programu rejestracji"),
    (
        "The tenant was read; it has no token for Automated Device Enrollment (rows in all: {token_count}).",
        "Dzierżawa została odczytana; nie ma tokenu Automated Device Enrollment (wszystkich wierszy: {token_count}).",
    ),
    (
        (
            "Nothing links this tenant to Apple: devices do not sync from Apple, profile assignment fails, and "
            "devices do not finish enrolment as devices of the organisation."
        ),
        (
            "Nic nie łączy tej dzierżawy z Apple: urządzenia nie synchronizują się z Apple, przypisywanie profili "
            "zawodzi, a urządzenia nie kończą rejestracji jako urządzenia organizacji."
        ),
    ),
    (
        (
            "Make sure that this is the tenant you meant. If it has no Apple devices by intent, set allow_no_tokens: "
            "true in the policy for it."
        ),
        (
            "Upewnij się, że chodziło o tę dzierżawę. Jeśli celowo nie ma ona urządzeń Apple, ustaw dla niej w "
            "polityce allow_no_tokens: true."
        ),
    ),
    (
        (
            "If a token was there before, find out first who removed it (Intune admin center > Tenant administration "
            "> Audit logs). Whoever deletes a token must remove its devices from management first; those have to be "
            "wiped and enrolled again."
        ),
        (
            "Jeśli token tu był, najpierw ustal, kto go usunął (Intune admin center > Tenant administration > Audit "
            "logs). Kto usuwa token, musi przedtem wycofać jego urządzenia z zarządzania; trzeba je wyczyścić i "
            "zarejestrować od nowa."
        ),
    ),
    (
        (
            "In Intune choose Add (permissions Enrollment programs > Create token and Update token), agree to the "
            "sharing of data with Apple, and download the public key. Leave that browser tab open until the end: "
            "closing it voids the key."
        ),
        (
            "W Intune wybierz Add (uprawnienia Enrollment programs > Create token i Update token), zgódź się na "
            "udostępnianie danych Apple i pobierz klucz publiczny. Nie zamykaj tej karty przeglądarki do końca: "
            "zamknięcie unieważnia klucz."
        ),
    ),
    (
        (
            "Sign in at business.apple.com (Apple Business, until April 2026 called Apple Business Manager) or at "
            "school.apple.com (Apple School Manager) with the role Administrator or Device Enrollment Manager, add a "
            "server entry with that public key (Apple Business: Devices > Management Services; Apple School Manager: "
            "your account > Preferences > Your MDM servers), download its server token, and assign the devices to it."
        ),
        (
            "Zaloguj się w business.apple.com (Apple Business, do kwietnia 2026 r. pod nazwą Apple Business Manager) "
            "lub w school.apple.com (Apple School Manager) z rolą Administrator lub Device Enrollment Manager, dodaj "
            "wpis serwera z tym kluczem publicznym (Apple Business: Devices > Management Services; Apple School "
            "Manager: konto > Preferences > Your MDM servers), pobierz jego token serwera i przypisz do niego "
            "urządzenia."
        ),
    ),
    (
        "Back in the open Intune tab enter the Apple Account, upload the .p7m file, and choose Create.",
        "Wróć do otwartej karty Intune, podaj konto Apple, prześlij plik .p7m i wybierz Create.",
    ),
    (
        "Wait for the first sync (up to 15 minutes), then run this check again: the token must be listed.",
        "Poczekaj na pierwszą synchronizację (do 15 minut) i ponów to sprawdzenie: token musi być na liście.",
    ),
    ("Expected enrollment token is missing", "Brak oczekiwanego tokenu programu rejestracji"),
    (
        "The policy expects the token {expected}; it was not found.",
        "Polityka oczekuje tokenu {expected}; nie znaleziono go.",
    ),
    (
        (
            "If the token is gone, its devices do not sync from Apple, profile assignment for them fails, and they "
            "do not finish enrolment."
        ),
        (
            "Jeśli tokenu nie ma, jego urządzenia nie synchronizują się z Apple, przypisywanie do nich profili "
            "zawodzi i nie kończą one rejestracji."
        ),
    ),
    (
        (
            "Compare the list of tokens in Intune (permission Enrollment programs > Read token) with expected_tokens "
            "of the policy. If the token was renamed, or removed on purpose, correct the policy: nothing is broken."
        ),
        (
            "Porównaj listę tokenów w Intune (uprawnienie Enrollment programs > Read token) z expected_tokens w "
            "polityce. Jeśli token celowo przemianowano lub usunięto, popraw politykę: nic się nie zepsuło."
        ),
    ),
    (
        (
            "If it was removed by accident, find out who did so (Intune admin center > Tenant administration > Audit "
            "logs) before anything else is touched."
        ),
        (
            "Jeśli usunięto go przez pomyłkę, zanim cokolwiek zmienisz, ustal, kto to zrobił (Intune admin center > "
            "Tenant administration > Audit logs)."
        ),
    ),
    (
        "To replace it, do not download a server token from the entry of another token, which would void that one.",
        "Aby go zastąpić, nie pobieraj tokenu serwera z wpisu innego tokenu, bo tamten straci ważność.",
    ),
    (
        "Wait for the first sync (up to 15 minutes), then run this check again: the token must be found.",
        "Poczekaj na pierwszą synchronizację (do 15 minut) i ponów to sprawdzenie: token musi zostać znaleziony.",
    ),
    ("No default profile for new devices", "Brak domyślnego profilu dla nowych urządzeń"),
    (
        "No default profile is set for {platform}; devices synced: {device_count}.",
        "Nie ustawiono domyślnego profilu dla: {platform}; zsynchronizowanych urządzeń: {device_count}.",
    ),
    (
        (
            "New devices get no profile by themselves: profile assignment fails until somebody does it by hand, and "
            "a device that is switched on before then does not finish enrolment."
        ),
        (
            "Nowe urządzenia same nie dostają profilu: przypisywanie profili zawodzi, dopóki ktoś nie zrobi tego "
            "ręcznie, a urządzenie włączone wcześniej nie kończy rejestracji."
        ),
    ),
    (
        (
            "Open this token in Intune, choose Set Default Policy (older tenants: Set Default Profile), and pick one "
            "for the platform. If there is none yet, create it first under Enrollment policies."
        ),
        (
            "Otwórz ten token w Intune, wybierz Set Default Policy (starsze dzierżawy: Set Default Profile) i wskaż "
            "profil dla platformy. Jeśli żadnego nie ma, najpierw utwórz go w Enrollment policies."
        ),
    ),
    (
        (
            "The default is given only to devices that sync afterwards, so those that are there already must be "
            "assigned by hand. In Intune open this token > Devices, select the devices, choose Assign policy (older "
            "tenants: Assign profile), and pick the one that fits."
        ),
        (
            "Domyślny profil dostają tylko urządzenia zsynchronizowane później, więc te, które już są, trzeba "
            "przypisać ręcznie. W Intune otwórz ten token > Devices, zaznacz urządzenia, wybierz Assign policy "
            "(starsze dzierżawy: Assign profile) i wskaż pasujący profil."
        ),
    ),
    (
        (
            "If your people assign every device by hand on purpose, set no_default_profile: ignore under severities "
            "in the policy; the finding devices_unassigned still tells when one was forgotten."
        ),
        (
            "Jeśli celowo przypisujecie każde urządzenie ręcznie, ustaw w polityce w severities no_default_profile: "
            "ignore; o zapomnianym urządzeniu nadal powie ustalenie devices_unassigned."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: the token must now have a default for this platform."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: token musi mieć teraz domyślny profil dla tej platformy."
        ),
    ),
    ("A field of the enrollment profile is not valid for Apple", "Pole profilu rejestracji nie spełnia wymagań Apple"),
    (
        "The {field} of this profile: {problem}. Apple wants at least 1 and at most {limit} characters.",
        "Pole {field} tego profilu: {problem}. Apple wymaga co najmniej 1 i najwyżej {limit} znaków.",
    ),
    (
        (
            "Apple refuses a profile with such a field. Until it is corrected, profile assignment may fail, and the "
            "sync with Apple may end with an error."
        ),
        (
            "Apple odrzuca profil z takim polem. Dopóki nie zostanie poprawione, przypisywanie profili może "
            "zawodzić, a synchronizacja z Apple kończyć się błędem."
        ),
    ),
    (
        (
            "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens > this token > "
            "Enrollment policies (older tenants: Profiles)"
        ),
        (
            "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens > ten token > Enrollment "
            "policies (starsze dzierżawy: Profiles)"
        ),
    ),
    (
        (
            "Open this profile in Intune and fill in the field, or shorten it. The name is on the page Basics; the "
            "department and its phone number are called Department and Department Phone and belong to Setup "
            "Assistant."
        ),
        (
            "Otwórz ten profil w Intune i wypełnij lub skróć pole. Nazwa jest na stronie Basics; dział i jego numer "
            "telefonu nazywają się Department i Department Phone i należą do Asystenta ustawień."
        ),
    ),
    (
        (
            "Apple counts characters: at most 125 for the name and for the department, at most 50 for the support "
            "phone number, and none of them may be empty."
        ),
        (
            "Apple liczy znaki: najwyżej 125 dla nazwy i działu, najwyżej 50 dla numeru telefonu pomocy; żadne z "
            "tych pól nie może być puste."
        ),
    ),
    (
        (
            "Reset no device for this. Devices that are enrolled keep the old text until their next reset, which "
            "does no harm."
        ),
        (
            "Nie resetuj z tego powodu żadnego urządzenia. Zarejestrowane urządzenia zachowują stary tekst do "
            "następnego resetu, co niczemu nie szkodzi."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: this finding must be gone, and the sync error code 0."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: tego ustalenia nie może już być, a kod błędu synchronizacji musi wynosić 0."
        ),
    ),
    ("Devices ask for a profile that the token does not have", "Urządzenia proszą o profil, którego token nie ma"),
    (
        "Devices that ask for the profile {profile_id}: {device_count}; this token has no such profile.",
        "Urządzenia proszące o profil {profile_id}: {device_count}; ten token nie ma takiego profilu.",
    ),
    (
        (
            "Nothing can be given to these devices: profile assignment fails, and from the next reset on they do not "
            "finish enrolment."
        ),
        (
            "Tym urządzeniom nie można nic nadać: przypisywanie profili zawodzi, a od następnego resetu nie kończą "
            "one rejestracji."
        ),
    ),
    (
        "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens > this token > Devices",
        "Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens > ten token > Devices",
    ),
    (
        (
            "Find the devices: the module ade_device_info names them with details: true and a query on profile_id; "
            "the portal lists them under this token > Devices. If somebody deleted the profile, the audit logs "
            "(Intune admin center > Tenant administration > Audit logs) say who."
        ),
        (
            "Znajdź te urządzenia: moduł ade_device_info podaje je przy details: true i zapytaniu o profile_id; w "
            "portalu są w ten token > Devices. Jeśli ktoś usunął profil, dzienniki inspekcji (Intune admin center > "
            "Tenant administration > Audit logs) mówią kto."
        ),
    ),
    (
        (
            "In Intune open this token > Devices, select the devices, choose Assign policy (older tenants: Assign "
            "profile), and pick the one that fits. If none fits, create it first under Enrollment policies."
        ),
        (
            "W Intune otwórz ten token > Devices, zaznacz urządzenia, wybierz Assign policy (starsze dzierżawy: "
            "Assign profile) i wskaż pasujący profil. Jeśli żaden nie pasuje, najpierw utwórz go w Enrollment "
            "policies."
        ),
    ),
    (
        (
            "A device that is enrolled keeps what it has until its next reset; nothing has to be done with it. One "
            "that was set up without management must be reset to factory settings after the assignment."
        ),
        (
            "Zarejestrowane urządzenie zachowuje to, co ma, do następnego resetu; nic nie trzeba z nim robić. "
            "Urządzenie skonfigurowane bez zarządzania trzeba po przypisaniu przywrócić do ustawień fabrycznych."
        ),
    ),
    (
        (
            "Microsoft has not published in which form a device names an enrollment policy. If the portal shows a "
            "valid policy for these devices, nothing is broken: waive this finding, and report it to this project."
        ),
        (
            "Microsoft nie opublikował, w jakiej postaci urządzenie wskazuje zasady rejestracji. Jeśli portal "
            "pokazuje dla tych urządzeń właściwe zasady, nic nie jest zepsute: pomiń to ustalenie (waiver) i zgłoś "
            "to temu projektowi."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: no device may ask for this profile any more."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: żadne urządzenie nie może już prosić o ten profil."
        ),
    ),
    ("Devices have no enrollment profile", "Urządzenia nie mają profilu rejestracji"),
    (
        "Devices without an enrollment profile: {device_count} of {total}; for example {examples}.",
        "Urządzenia bez profilu rejestracji: {device_count} z {total}; na przykład {examples}.",
    ),
    (
        (
            "For these devices profile assignment fails or was never done. One that is switched on as it is does not "
            "finish enrolment."
        ),
        (
            "Przypisanie profilu do tych urządzeń zawodzi albo nigdy go nie zrobiono. Urządzenie włączone w tym "
            "stanie nie kończy rejestracji."
        ),
    ),
    (
        (
            "In Intune open this token > Devices, select the devices, choose Assign policy (older tenants: Assign "
            "profile), and pick the one that fits. The module ade_device_info lists all of them with details: true "
            "and unassigned: true."
        ),
        (
            "W Intune otwórz ten token > Devices, zaznacz urządzenia, wybierz Assign policy (starsze dzierżawy: "
            "Assign profile) i wskaż pasujący profil. Moduł ade_device_info podaje je wszystkie przy details: true i "
            "unassigned: true."
        ),
    ),
    (
        (
            "Set a default for each platform (this token > Set Default Policy), so that new devices are not "
            "forgotten. It is given to devices that sync afterwards, not to those that are there already."
        ),
        (
            "Ustaw domyślny profil dla każdej platformy (ten token > Set Default Policy), aby nie zapominać o nowych "
            "urządzeniach. Dostają go urządzenia zsynchronizowane później, a nie te, które już są."
        ),
    ),
    (
        (
            "If the assignment does not hold, look for what Apple refuses: the finding profile_field_invalid, or a "
            "sync error on this token."
        ),
        (
            "Jeśli przypisanie się nie utrzymuje, poszukaj tego, co Apple odrzuca: ustalenia profile_field_invalid "
            "albo błędu synchronizacji tego tokenu."
        ),
    ),
    (
        (
            "A device that was already set up without management: after the assignment reset it to factory settings "
            "(which deletes everything on it) and go through Setup Assistant again."
        ),
        (
            "Urządzenie już skonfigurowane bez zarządzania: po przypisaniu przywróć je do ustawień fabrycznych (co "
            "usuwa z niego wszystko) i ponownie przejdź przez Asystenta ustawień."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: no device may be without a profile."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: żadne urządzenie nie może być bez profilu."
        ),
    ),
    ("Devices failed to enrol", "Rejestracja urządzeń nie powiodła się"),
    (
        "Devices that are not enrolled and have a failure on record: {device_count}; for example {examples}.",
        "Urządzenia niezarejestrowane, z odnotowanym niepowodzeniem: {device_count}; na przykład {examples}.",
    ),
    (
        "These devices tried and do not finish enrolment; somebody may be waiting in front of each of them.",
        "Te urządzenia próbowały i nie kończą rejestracji; przed każdym z nich może ktoś czekać.",
    ),
    (
        "Intune admin center > Devices > Monitor > Enrollment failures",
        "Intune admin center > Devices > Monitor > Enrollment failures",
    ),
    (
        (
            "Read the failure of each attempt (Intune admin center > Devices > Monitor > Enrollment failures): a row "
            "shows details and often what Microsoft recommends. The check enrollment_events groups the failures by "
            "category and names the remedy of each."
        ),
        (
            "Przeczytaj przyczynę każdej próby (Intune admin center > Devices > Monitor > Enrollment failures): "
            "wiersz pokazuje szczegóły i często zalecenie Microsoftu. Sprawdzenie enrollment_events grupuje "
            "niepowodzenia według kategorii i podaje środek dla każdej."
        ),
    ),
    (
        (
            "Look for what stops all devices first: the push certificate (check push_certificate), and the VPP token "
            "from which the profile installs Company Portal (check vpp_tokens), its licences included."
        ),
        (
            "Najpierw szukaj tego, co zatrzymuje wszystkie urządzenia: certyfikatu push (sprawdzenie "
            "push_certificate) i tokenu VPP, z którego profil instaluje Portal firmy (sprawdzenie vpp_tokens), wraz "
            "z jego licencjami."
        ),
    ),
    (
        (
            "Check the enrollment restrictions (Intune admin center > Devices > Enrollment > Device platform "
            "restriction): a default policy that blocks the platform stops ADE as well, and the device shows Invalid "
            "Profile. Allow the platform and block personally owned devices only; a device that enrols through ADE "
            "counts as corporate."
        ),
        (
            "Sprawdź ograniczenia rejestracji (Intune admin center > Devices > Enrollment > Device platform "
            "restriction): domyślne zasady blokujące platformę zatrzymują także ADE, a urządzenie pokazuje Invalid "
            "Profile. Zezwól na platformę i blokuj tylko urządzenia osobiste; urządzenie rejestrowane przez ADE "
            "liczy się jako firmowe."
        ),
    ),
    (
        (
            "If the device stops after the password: multifactor authentication does not work with Setup Assistant "
            "(legacy). Change the profile to Setup Assistant with modern authentication."
        ),
        (
            "Jeśli urządzenie zatrzymuje się po haśle: uwierzytelnianie wieloskładnikowe nie działa z trybem Setup "
            "Assistant (legacy). Zmień profil na Setup Assistant with modern authentication."
        ),
    ),
    (
        (
            "If the device shows that the SCEP server returned an invalid response: try again within 15 minutes. "
            "Later only a reset helps."
        ),
        (
            "Jeśli urządzenie pokazuje, że serwer SCEP zwrócił nieprawidłową odpowiedź: spróbuj ponownie w ciągu 15 "
            "minut. Później pomaga tylko reset."
        ),
    ),
    (
        (
            "When the cause is removed, take one failed device, reset it to factory settings (which deletes "
            "everything on it) and go through Setup Assistant again; if it enrols, do the same with the others."
        ),
        (
            "Gdy przyczyna jest usunięta, weź jedno z tych urządzeń i przywróć je do ustawień fabrycznych (co usuwa "
            "z niego wszystko) i ponownie przejdź przez Asystenta ustawień; jeśli się zarejestruje, zrób to samo z "
            "pozostałymi."
        ),
    ),
    (
        "Run this check again: the devices must be enrolled.",
        "Ponów to sprawdzenie: urządzenia muszą być zarejestrowane.",
    ),
    ("Devices are blocked on the way to user enrollment", "Urządzenia są zablokowane przed rejestracją użytkownika"),
    (
        (
            "Devices that are enrolled without a user and blocked from getting one, because an app failed to "
            "install: {device_count}; for example {examples}."
        ),
        (
            "Urządzenia zarejestrowane bez użytkownika, zablokowane przed jego dodaniem, bo nie zainstalowała się "
            "aplikacja: {device_count}; na przykład {examples}."
        ),
    ),
    (
        "These devices are managed, but stand still before a user can sign in: they do not finish enrolment.",
        "Te urządzenia są zarządzane, ale stoją, zanim użytkownik może się zalogować: nie kończą rejestracji.",
    ),
    (
        (
            "Microsoft does not say which app; the enrollment itself needs Company Portal. Open one of the devices "
            "in Intune (Devices > All devices > the device > Managed Apps) and read why the app failed."
        ),
        (
            "Microsoft nie mówi, o którą aplikację chodzi; sama rejestracja potrzebuje Portalu firmy. Otwórz jedno z "
            "urządzeń w Intune (Devices > All devices > urządzenie > Managed Apps) i przeczytaj, dlaczego aplikacja "
            "się nie zainstalowała."
        ),
    ),
    (
        (
            "Check the VPP token from which the enrollment profile installs Company Portal (check vpp_tokens): it "
            "must be valid and its last sync must have worked."
        ),
        (
            "Sprawdź token VPP, z którego profil rejestracji instaluje Portal firmy (sprawdzenie vpp_tokens): musi "
            "być ważny, a jego ostatnia synchronizacja udana."
        ),
    ),
    (
        (
            "Check that licences of Company Portal are left (Intune admin center > Apps > All apps > Company Portal "
            "> App licenses), get more at Apple Business or Apple School Manager if not (the app costs nothing), and "
            "sync the VPP token."
        ),
        (
            "Sprawdź, czy zostały licencje Portalu firmy (Intune admin center > Apps > All apps > Company Portal > "
            "App licenses); jeśli nie, pobierz je w Apple Business lub Apple School Manager (aplikacja jest "
            "bezpłatna) i zsynchronizuj token VPP."
        ),
    ),
    (
        (
            "Let a device check in with Intune. If it stays blocked, reset it to factory settings (which deletes "
            "everything on it) and go through Setup Assistant again."
        ),
        (
            "Niech urządzenie zamelduje się w Intune. Jeśli pozostaje zablokowane, przywróć je do ustawień "
            "fabrycznych (co usuwa z niego wszystko) i ponownie przejdź przez Asystenta ustawień."
        ),
    ),
    ("Devices have a profile but never enrolled", "Urządzenia mają profil, ale nigdy się nie zarejestrowały"),
    (
        (
            "Devices that have had a profile for more than {days} days and never enrolled: {device_count}; the "
            "oldest since {oldest}; for example {examples}."
        ),
        (
            "Urządzenia, które mają profil od ponad {days} dni i nigdy się nie zarejestrowały: {device_count}; "
            "najstarsze od {oldest}; na przykład {examples}."
        ),
    ),
    (
        (
            "Either these devices have not been switched on yet, or somebody uses them without management because "
            "they do not finish enrolment."
        ),
        "Albo tych urządzeń jeszcze nie włączono, albo ktoś używa ich bez zarządzania, bo nie kończą rejestracji.",
    ),
    (
        (
            "Find out where the devices are. One that lies in stock, or has not been shipped, or was never switched "
            "on is normal: raise devices_not_contacted_days in the policy if your stock lies longer."
        ),
        (
            "Ustal, gdzie są te urządzenia. Urządzenie leżące w magazynie, jeszcze niewysłane albo nigdy niewłączone "
            "to rzecz zwyczajna: jeśli wasze zapasy leżą dłużej, zwiększ devices_not_contacted_days w polityce."
        ),
    ),
    (
        (
            "A device in use was set up before the profile was assigned: the assignment has no effect on it until it "
            "is reset. Save its data, then reset it to factory settings (which deletes everything on it) and go "
            "through Setup Assistant again."
        ),
        (
            "Używane urządzenie skonfigurowano przed przypisaniem profilu: przypisanie nie działa na nie do czasu "
            "resetu. Zapisz jego dane, a potem przywróć je do ustawień fabrycznych (co usuwa z niego wszystko) i "
            "ponownie przejdź przez Asystenta ustawień."
        ),
    ),
    (
        (
            "If Setup Assistant does not offer the enrollment: a profile that is older than the upload of the token "
            "does not start it. Change anything in the profile, save it, and sync the token."
        ),
        (
            "Jeśli Asystent ustawień nie proponuje rejestracji: profil starszy niż przesłanie tokenu jej nie "
            "uruchamia. Zmień cokolwiek w profilu, zapisz go i zsynchronizuj token."
        ),
    ),
    (
        (
            "If it is offered and does not load: the device cannot reach Apple or Microsoft. Try another network "
            "without a captive portal or proxy."
        ),
        (
            "Jeśli jest proponowana, ale się nie wczytuje: urządzenie nie dociera do Apple lub Microsoftu. Spróbuj w "
            "innej sieci, bez strony logowania i serwera proxy."
        ),
    ),
    (
        (
            "If a device was sold or given back, release it at Apple (Apple Business or Apple School Manager > "
            "Devices): Intune then shows it as removed and deletes it within 30 to 45 days. A device that is deleted "
            "only in Intune comes back with the next full sync."
        ),
        (
            "Jeśli urządzenie sprzedano lub oddano, zwolnij je w Apple (Apple Business lub Apple School Manager > "
            "Devices): Intune pokaże je wtedy jako usunięte i skasuje w ciągu 30 do 45 dni. Urządzenie usunięte "
            "tylko w Intune wraca przy następnej pełnej synchronizacji."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: the number must have gone down."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: liczba musi się zmniejszyć."
        ),
    ),
    ("Number of synced devices has dropped", "Liczba zsynchronizowanych urządzeń spadła"),
    (
        "Devices of this token: {before} at {since}, {after} now; that is {percent} percent fewer.",
        "Urządzenia tego tokenu: {before} w dniu {since}, teraz {after}; to o {percent} procent mniej.",
    ),
    (
        (
            "The devices that are gone do not sync from Apple any more. If nobody meant that, they do not finish "
            "enrolment as devices of the organisation after their next reset."
        ),
        (
            "Urządzenia, których brakuje, nie synchronizują się już z Apple. Jeśli nikt tego nie chciał, po "
            "następnym resecie nie ukończą rejestracji jako urządzenia organizacji."
        ),
    ),
    (
        (
            "Ask whether devices were released, sold, or moved to another server entry on purpose. If so, nothing is "
            "broken: take the report of this run as the new baseline."
        ),
        (
            "Zapytaj, czy urządzenia celowo zwolniono, sprzedano lub przeniesiono do innego wpisu serwera. Jeśli "
            "tak, nic nie jest zepsute: weź raport z tego przebiegu jako nowy punkt odniesienia."
        ),
    ),
    (
        (
            "Sign in at business.apple.com (Apple Business, until April 2026 called Apple Business Manager) or at "
            "school.apple.com (Apple School Manager), open the server entry of this token (Apple Business: Devices > "
            "Management Services; Apple School Manager: your account > Preferences > Your MDM servers), and compare "
            "how many devices are assigned to it. Devices that are missing there must be assigned there again."
        ),
        (
            "Zaloguj się w business.apple.com (Apple Business, do kwietnia 2026 r. pod nazwą Apple Business Manager) "
            "lub w school.apple.com (Apple School Manager), otwórz wpis serwera tego tokenu (Apple Business: Devices "
            "> Management Services; Apple School Manager: konto > Preferences > Your MDM servers) i porównaj, ile "
            "urządzeń jest do niego przypisanych. Brakujące urządzenia trzeba tam ponownie przypisać."
        ),
    ),
    (
        (
            "If they are all there, look who deleted them in Intune (Intune admin center > Tenant administration > "
            "Audit logs). Devices that are still assigned at Apple come back with the next full sync, which runs at "
            "most every 7 days."
        ),
        (
            "Jeśli są tam wszystkie, sprawdź, kto usunął je w Intune (Intune admin center > Tenant administration > "
            "Audit logs). Urządzenia nadal przypisane w Apple wracają przy następnej pełnej synchronizacji, która "
            "odbywa się najwyżej co 7 dni."
        ),
    ),
    (
        (
            "Check that the token belongs to the same server entry as before: a token that was replaced by that of "
            "another entry brings the devices of the other entry."
        ),
        (
            "Sprawdź, czy token należy do tego samego wpisu serwera co przedtem: token zastąpiony tokenem innego "
            "wpisu przynosi urządzenia tamtego wpisu."
        ),
    ),
    (
        (
            "Start a sync (this token > Devices > Sync; at most once every 15 minutes), give it up to 15 minutes, "
            "then run this check again: the number must be what you expect."
        ),
        (
            "Uruchom synchronizację (ten token > Devices > Sync; najwyżej raz na 15 minut), odczekaj do 15 minut i "
            "ponów to sprawdzenie: liczba musi być taka, jakiej oczekujesz."
        ),
    ),
    ("Apple enrollments failed", "Rejestracje urządzeń Apple nie powiodły się"),
    (
        (
            "Failed Apple enrollments of the category {category} within {hours} hours: {count}; the latest at "
            "{latest_at}."
        ),
        "Nieudane rejestracje Apple kategorii {category} w ciągu {hours} godzin: {count}; ostatnia: {latest_at}.",
    ),
    (
        (
            "In each of these attempts a device did not finish enrolment. One device may have failed several times, "
            "or have got through later."
        ),
        (
            "W każdej z tych prób urządzenie nie ukończyło rejestracji. Jedno urządzenie mogło zawieść kilka razy "
            "albo później przejść."
        ),
    ),
    (
        (
            "Read single failures (Intune admin center > Devices > Monitor > Enrollment failures): a row shows "
            "details and often what Microsoft recommends. The module enrollment_event_info returns the latest events "
            "with their reason and correlation id."
        ),
        (
            "Przeczytaj pojedyncze niepowodzenia (Intune admin center > Devices > Monitor > Enrollment failures): "
            "wiersz pokazuje szczegóły i często zalecenie Microsoftu. Moduł enrollment_event_info zwraca ostatnie "
            "zdarzenia z przyczyną i identyfikatorem korelacji."
        ),
    ),
    (
        (
            "If several categories have risen at once, look for one cause: the push certificate, the VPP token of "
            "Company Portal, a changed enrollment restriction, or a changed Conditional Access policy."
        ),
        (
            "Jeśli naraz wzrosło kilka kategorii, szukaj jednej przyczyny: certyfikatu push, tokenu VPP Portalu "
            "firmy, zmienionego ograniczenia rejestracji albo zmienionych zasad dostępu warunkowego."
        ),
    ),
    (
        (
            "Run this check again after the repair: no newer event may have come. Older ones leave the window by "
            "themselves."
        ),
        "Po naprawie ponów to sprawdzenie: nie może pojawić się nowsze zdarzenie. Starsze same wypadają z okna.",
    ),
    ("Apple MDM push certificate has expired", "Certyfikat push Apple MDM wygasł"),
    (
        (
            "Intune can no longer reach any Apple device of this tenant, and no Apple device finishes enrolment, "
            "whatever its token says."
        ),
        (
            "Intune nie dociera już do żadnego urządzenia Apple tej dzierżawy i żadne urządzenie Apple nie kończy "
            "rejestracji, cokolwiek mówi jego token."
        ),
    ),
    (
        "Intune admin center > Devices > Enrollment > Apple > Apple MDM Push Certificate",
        "Intune admin center > Devices > Enrollment > Apple > Apple MDM Push Certificate",
    ),
    (
        (
            "Find out which Apple Account made the certificate: Intune shows it, and the module "
            "push_certificate_info returns it as apple_id. Renew with this SAME account, and never replace the "
            "certificate by a new one: every Apple device would have to be enrolled again."
        ),
        (
            "Ustal, które konto Apple utworzyło certyfikat: pokazuje je Intune, a moduł push_certificate_info zwraca "
            "je jako apple_id. Odnów certyfikat TYM SAMYM kontem i nigdy nie zastępuj go nowym: trzeba by było od "
            "nowa zarejestrować każde urządzenie Apple."
        ),
    ),
    (
        (
            "Open Intune admin center > Devices > Enrollment > Apple > Apple MDM Push Certificate and choose "
            "Download your CSR."
        ),
        (
            "Otwórz Intune admin center > Devices > Enrollment > Apple > Apple MDM Push Certificate i wybierz "
            "Download your CSR."
        ),
    ),
    (
        (
            "Sign in at identity.apple.com (Apple Push Certificates Portal) with that account, find the certificate, "
            "and choose Renew beside it, not Create a Certificate. Where several are listed, it is the one whose UID "
            "push_certificate_info returns as topic. Upload the CSR and download the .pem file."
        ),
        (
            "Zaloguj się tym kontem w identity.apple.com (Apple Push Certificates Portal), znajdź certyfikat i "
            "wybierz obok niego Renew, a nie Create a Certificate. Jeśli jest ich kilka, chodzi o ten, którego UID "
            "push_certificate_info zwraca jako topic. Prześlij plik CSR i pobierz plik .pem."
        ),
    ),
    (
        "Back in Intune enter the same Apple Account and upload the .pem file.",
        "Wróć do Intune, podaj to samo konto Apple i prześlij plik .pem.",
    ),
    (
        (
            "If nobody can sign in with that account any more, or it is to become a Managed Apple Account, ask Apple "
            "to move the certificate to another account. Do this before the certificate is touched."
        ),
        (
            "Jeśli nikt nie może się już zalogować tym kontem albo ma ono zostać zarządzanym kontem Apple, poproś "
            "Apple o przeniesienie certyfikatu na inne konto. Zrób to, zanim ktokolwiek ruszy certyfikat."
        ),
    ),
    (
        (
            "Microsoft grants 30 days after the expiry for the renewal. If they are over, do not replace the "
            "certificate on your own: ask Apple and Intune support first."
        ),
        (
            "Microsoft daje na odnowienie 30 dni po wygaśnięciu. Jeśli minęły, nie zastępuj certyfikatu na własną "
            "rękę: najpierw zapytaj Apple i pomoc techniczną Intune."
        ),
    ),
    (
        "Run this check again: the expiry must now be about a year away.",
        "Ponów to sprawdzenie: data wygaśnięcia musi być teraz odległa o około rok.",
    ),
    ("Apple MDM push certificate expires soon", "Certyfikat push Apple MDM wkrótce wygaśnie"),
    (
        (
            "Nothing fails yet. From the date given on, Intune reaches no Apple device of this tenant, and none "
            "finishes enrolment."
        ),
        (
            "Na razie wszystko działa. Od podanej daty Intune nie dotrze do żadnego urządzenia Apple tej dzierżawy i "
            "żadne nie ukończy rejestracji."
        ),
    ),
    ("Apple MDM push certificate is missing", "Brak certyfikatu push Apple MDM"),
    (
        "Microsoft Graph knows no Apple MDM push certificate of this tenant.",
        "Microsoft Graph nie zna certyfikatu push Apple MDM tej dzierżawy.",
    ),
    (
        "Without it Intune manages no Apple device of this tenant, and none finishes enrolment.",
        "Bez niego Intune nie zarządza żadnym urządzeniem Apple tej dzierżawy i żadne nie kończy rejestracji.",
    ),
    (
        (
            "Make sure that this is the tenant you meant. If it has no Apple devices by intent, set "
            "push_certificate_missing: ignore under severities in the policy."
        ),
        (
            "Upewnij się, że chodziło o tę dzierżawę. Jeśli celowo nie ma ona urządzeń Apple, ustaw w polityce w "
            "severities push_certificate_missing: ignore."
        ),
    ),
    (
        (
            "If devices are enrolled here, there was a certificate: find it at identity.apple.com (Apple Push "
            "Certificates Portal) with the Apple Account of that time, and renew it. A new certificate would mean to "
            "enrol every Apple device again."
        ),
        (
            "Jeśli są tu zarejestrowane urządzenia, certyfikat istniał: znajdź go w identity.apple.com (Apple Push "
            "Certificates Portal) kontem Apple z tamtego czasu i odnów. Nowy certyfikat oznaczałby ponowną "
            "rejestrację każdego urządzenia Apple."
        ),
    ),
    (
        (
            "If there never was one: open Intune admin center > Devices > Enrollment > Apple > Apple MDM Push "
            "Certificate, agree to the sharing of data with Apple, and choose Download your CSR."
        ),
        (
            "Jeśli nigdy go nie było: otwórz Intune admin center > Devices > Enrollment > Apple > Apple MDM Push "
            "Certificate, zgódź się na udostępnianie danych Apple i wybierz Download your CSR."
        ),
    ),
    (
        (
            "Sign in at identity.apple.com with an Apple Account of the organisation whose mailbox several people "
            "read, never with a personal one: the certificate must be renewed with this account every year. Choose "
            "Create a Certificate, upload the CSR, and download the .pem file."
        ),
        (
            "Zaloguj się w identity.apple.com kontem Apple organizacji, którego skrzynkę czyta kilka osób, nigdy "
            "prywatnym: tym kontem trzeba co roku odnawiać certyfikat. Wybierz Create a Certificate, prześlij plik "
            "CSR i pobierz plik .pem."
        ),
    ),
    (
        "Back in Intune enter this Apple Account and upload the .pem file.",
        "Wróć do Intune, podaj to konto Apple i prześlij plik .pem.",
    ),
    (
        "Run this check again: the certificate must be there and expire in about a year.",
        "Ponów to sprawdzenie: certyfikat musi być obecny i wygasać za około rok.",
    ),
    ("VPP token has expired", "Token VPP wygasł"),
    (
        (
            "Expired at {expires_at}; full days since then: {days_ago}; enrollment profiles that install Company "
            "Portal from it: {profiles}."
        ),
        (
            "Wygasł: {expires_at}; pełne dni od tego czasu: {days_ago}; profile rejestracji, które instalują z niego "
            "Portal firmy: {profiles}."
        ),
    ),
    (
        (
            "Company Portal cannot be installed from this token: devices of the enrollment profiles named do not "
            "finish enrolment. Where no profile is named, only the apps of this token suffer."
        ),
        (
            "Z tego tokenu nie można zainstalować Portalu firmy: urządzenia wymienionych profili rejestracji nie "
            "kończą rejestracji. Jeśli nie wymieniono żadnego profilu, cierpią tylko aplikacje tego tokenu."
        ),
    ),
    (
        "Intune admin center > Tenant administration > Connectors and tokens > Apple VPP tokens",
        "Intune admin center > Tenant administration > Connectors and tokens > Apple VPP tokens",
    ),
    (
        (
            "Sign in at Apple Business or Apple School Manager with an account that may manage content for the "
            "location of this token, open Preferences > Payments and Billing > Apps and Books > Content Tokens, and "
            "download the token of the SAME location."
        ),
        (
            "Zaloguj się w Apple Business lub Apple School Manager kontem, które może zarządzać treściami "
            "lokalizacji tego tokenu, otwórz Preferences > Payments and Billing > Apps and Books > Content Tokens i "
            "pobierz token TEJ SAMEJ lokalizacji."
        ),
    ),
    (
        (
            "Open Intune admin center > Tenant administration > Connectors and tokens > Apple VPP tokens (permission "
            "Managed apps), select this token, choose Edit beside Basics, upload the file, and save."
        ),
        (
            "Otwórz Intune admin center > Tenant administration > Connectors and tokens > Apple VPP tokens "
            "(uprawnienie Managed apps), zaznacz ten token, wybierz Edit obok Basics, prześlij plik i zapisz."
        ),
    ),
    (
        (
            "Do not delete the token to make a new one: its apps and their assignments would be deleted, and their "
            "licences revoked."
        ),
        "Nie usuwaj tokenu, aby utworzyć nowy: usunięto by jego aplikacje z przypisaniami i cofnięto ich licencje.",
    ),
    (
        (
            "Choose Sync for this token, reload the page until the new state shows (the date may lag behind), then "
            "run this check again: the expiry must be about a year away."
        ),
        (
            "Wybierz Sync przy tym tokenie, odświeżaj stronę, aż pokaże się nowy stan (data może się spóźniać), i "
            "ponów to sprawdzenie: data wygaśnięcia musi być odległa o około rok."
        ),
    ),
    ("VPP token expires soon", "Token VPP wkrótce wygaśnie"),
    (
        (
            "Expires at {expires_at}; full days left: {days_left}; enrollment profiles that install Company Portal "
            "from it: {profiles}."
        ),
        (
            "Wygasa: {expires_at}; pozostało pełnych dni: {days_left}; profile rejestracji, które instalują z niego "
            "Portal firmy: {profiles}."
        ),
    ),
    (
        (
            "Nothing fails yet. From the date given on, Company Portal cannot be installed from this token, and "
            "devices of the enrollment profiles named do not finish enrolment. Where no profile is named, only the "
            "apps of this token will suffer."
        ),
        (
            "Na razie wszystko działa. Od podanej daty z tego tokenu nie będzie można zainstalować Portalu firmy, a "
            "urządzenia wymienionych profili rejestracji nie ukończą rejestracji. Jeśli nie wymieniono żadnego "
            "profilu, ucierpią tylko aplikacje tego tokenu."
        ),
    ),
    ("VPP token is not valid", "Token VPP jest nieprawidłowy"),
    (
        "State: {state}; enrollment profiles that install Company Portal from it: {profiles}.",
        "Stan: {state}; profile rejestracji, które instalują z niego Portal firmy: {profiles}.",
    ),
    (
        (
            "Intune cannot rely on this token for licences: devices of the enrollment profiles named may not get "
            "Company Portal, and then do not finish enrolment. Where no profile is named, only the apps of this "
            "token suffer."
        ),
        (
            "Intune nie może polegać na licencjach tego tokenu: urządzenia wymienionych profili rejestracji mogą nie "
            "dostać Portalu firmy i wtedy nie kończą rejestracji. Jeśli nie wymieniono żadnego profilu, cierpią "
            "tylko aplikacje tego tokenu."
        ),
    ),
    (
        (
            "State invalid: the Apple Account behind the token has changed (domain, password, or disabled), or the "
            "token has expired. Set the account right, then renew the token with the steps below."
        ),
        (
            "Stan invalid: konto Apple stojące za tokenem zmieniło się (domena, hasło, wyłączenie) albo token "
            "wygasł. Napraw konto, a potem odnów token poniższymi krokami."
        ),
    ),
    (
        (
            "State assigned_to_external_mdm: another device management uses the token. A token works in one place "
            "only: remove it there, then open it in Intune and set Take control of token from another MDM to Yes."
        ),
        (
            "Stan assigned_to_external_mdm: tokenu używa inny system zarządzania urządzeniami. Token działa tylko w "
            "jednym miejscu: usuń go tam, a potem otwórz w Intune i ustaw Take control of token from another MDM na "
            "Yes."
        ),
    ),
    (
        (
            "State duplicate_location_id: several tokens of the same location are uploaded. Remove the one that no "
            "app and no enrollment profile relies on; whatever hangs on the removed one is deleted with it."
        ),
        (
            "Stan duplicate_location_id: przesłano kilka tokenów tej samej lokalizacji. Usuń ten, na którym nie "
            "polega żadna aplikacja ani profil rejestracji; to, co jest z nim związane, zostanie usunięte razem z "
            "nim."
        ),
    ),
    (
        (
            "Choose Sync for this token, reload the page until the new state shows (the date may lag behind), then "
            "run this check again: the state must be valid."
        ),
        (
            "Wybierz Sync przy tym tokenie, odświeżaj stronę, aż pokaże się nowy stan (data może się spóźniać), i "
            "ponów to sprawdzenie: stan musi być valid."
        ),
    ),
    ("Last sync of the VPP token failed", "Ostatnia synchronizacja tokenu VPP nie powiodła się"),
    (
        (
            "The last sync of this token failed; last sync on record: {last_sync_at}; enrollment profiles that "
            "install Company Portal from it: {profiles}."
        ),
        (
            "Ostatnia synchronizacja tego tokenu nie powiodła się; ostatnia odnotowana synchronizacja: "
            "{last_sync_at}; profile rejestracji, które instalują z niego Portal firmy: {profiles}."
        ),
    ),
    (
        (
            "Intune may not know the licences that are left: devices of the enrollment profiles named may not get "
            "Company Portal, and then do not finish enrolment. Where no profile is named, only the apps of this "
            "token suffer."
        ),
        (
            "Intune może nie wiedzieć, ile zostało licencji: urządzenia wymienionych profili rejestracji mogą nie "
            "dostać Portalu firmy i wtedy nie kończą rejestracji. Jeśli nie wymieniono żadnego profilu, cierpią "
            "tylko aplikacje tego tokenu."
        ),
    ),
    (
        (
            "Select this token in Intune and choose Sync; Intune does it by itself once a day. One failure that does "
            "not come back needs nothing else."
        ),
        (
            "Zaznacz ten token w Intune i wybierz Sync; Intune robi to samo raz dziennie. Pojedyncze niepowodzenie, "
            "które nie wraca, nie wymaga niczego więcej."
        ),
    ),
    (
        (
            "If it fails again, look at the state of the token in Intune, ask whether the Apple Account behind it "
            "has changed or was disabled, and whether another device management or tenant uses the same token."
        ),
        (
            "Jeśli znów się nie powiedzie, sprawdź stan tokenu w Intune i zapytaj, czy zmieniono lub wyłączono "
            "stojące za nim konto Apple oraz czy tego samego tokenu nie używa inny system zarządzania lub inna "
            "dzierżawa."
        ),
    ),
    (
        "Look at Apple's system status page, and sync again later.",
        "Zajrzyj na stronę stanu systemów Apple i zsynchronizuj później.",
    ),
    (
        (
            "If the account has changed, renew the token: download it anew for the SAME location at Apple, and "
            "upload it to this token. Do not delete the token."
        ),
        (
            "Jeśli konto się zmieniło, odnów token: pobierz go w Apple na nowo dla TEJ SAMEJ lokalizacji i prześlij "
            "do tego tokenu. Nie usuwaj tokenu."
        ),
    ),
    (
        (
            "Choose Sync for this token, reload the page until the new state shows (the date may lag behind), then "
            "run this check again: the last sync must have worked."
        ),
        (
            "Wybierz Sync przy tym tokenie, odświeżaj stronę, aż pokaże się nowy stan (data może się spóźniać), i "
            "ponów to sprawdzenie: ostatnia synchronizacja musi być udana."
        ),
    ),
    ("Could not be checked", "Nie udało się sprawdzić"),
    ("Not checked, so nothing is known here: {reason}", "Nie sprawdzono, więc nic tu nie wiadomo: {reason}"),
    (
        (
            "Nothing is known about what the evidence names: all tokens of this tenant, one check of it, or an "
            "expected token. It may be that devices do not sync from Apple, that profile assignment fails, or that "
            "devices do not finish enrolment, and this run would not see it."
        ),
        (
            "Nic nie wiadomo o tym, co wymieniono jako dowód: o wszystkich tokenach tej dzierżawy, o jednym jej "
            "sprawdzeniu albo o oczekiwanym tokenie. Może być tak, że urządzenia nie synchronizują się z Apple, "
            "przypisywanie profili zawodzi albo urządzenia nie kończą rejestracji, a ten przebieg by tego nie "
            "zauważył."
        ),
    ),
    (
        "Microsoft Entra admin center > Entra ID > App registrations > (the app) > API permissions",
        "Microsoft Entra admin center > Entra ID > App registrations > (aplikacja) > API permissions",
    ),
    (
        (
            "Read the reason in the evidence, and take the step of this finding that fits it: permission, "
            "credential, app or tenant, licence, network, or selection."
        ),
        (
            "Przeczytaj podaną przyczynę i wykonaj ten krok, który do niej pasuje: uprawnienie, poświadczenie, "
            "aplikacja lub dzierżawa, licencja, sieć albo wybór."
        ),
    ),
    (
        (
            "Permission missing (403): give the app registration the Microsoft Graph application permission that the "
            "reason names (API permissions > Add a permission > Microsoft Graph > Application permissions), then let "
            "a Privileged Role Administrator choose Grant admin consent. A delegated permission of the same name "
            "does not help."
        ),
        (
            "Brak uprawnienia (403): nadaj rejestracji aplikacji uprawnienie aplikacji Microsoft Graph podane w "
            "przyczynie (API permissions > Add a permission > Microsoft Graph > Application permissions), a potem "
            "niech Privileged Role Administrator wybierze Grant admin consent. Uprawnienie delegowane o tej samej "
            "nazwie nie pomaga."
        ),
    ),
    (
        (
            "Which check needs which: tokens, profiles, devices and vpp_tokens need "
            "DeviceManagementServiceConfig.Read.All; push_certificate and enrollment_events need "
            "DeviceManagementManagedDevices.Read.All. If a single check is not wanted, leave it out of "
            "ade_health_checks instead of granting more; its symptom then counts as not checked."
        ),
        (
            "Które sprawdzenie czego wymaga: tokens, profiles, devices i vpp_tokens wymagają "
            "DeviceManagementServiceConfig.Read.All; push_certificate i enrollment_events wymagają "
            "DeviceManagementManagedDevices.Read.All. Jeśli któreś sprawdzenie nie jest potrzebne, pomiń je w "
            "ade_health_checks, zamiast nadawać więcej uprawnień; jego objaw liczy się wtedy jako niesprawdzony."
        ),
    ),
    (
        (
            "Secret or certificate refused (AADSTS7000215, AADSTS7000222, AADSTS700027): the app's Certificates & "
            "secrets page shows what is valid. Use the Value of a new secret, not its Secret ID."
        ),
        (
            "Odrzucony klucz tajny lub certyfikat (AADSTS7000215, AADSTS7000222, AADSTS700027): strona Certificates "
            "& secrets aplikacji pokazuje, co jest ważne. Użyj pola Value nowego klucza tajnego, a nie jego Secret "
            "ID."
        ),
    ),
    (
        (
            "App or tenant not found (AADSTS700016, AADSTS90002): compare tenant_id, client_id and cloud with the "
            "Overview page of the app registration."
        ),
        (
            "Nie znaleziono aplikacji lub dzierżawy (AADSTS700016, AADSTS90002): porównaj tenant_id, client_id i "
            "cloud ze stroną Overview rejestracji aplikacji."
        ),
    ),
    (
        (
            "Request not applicable to target tenant (400): the tenant has no Intune. Buy or assign an Intune "
            "licence, or take the tenant out of the list."
        ),
        (
            "Request not applicable to target tenant (400): dzierżawa nie ma Intune. Kup lub przypisz licencję "
            "Intune albo usuń dzierżawę z listy."
        ),
    ),
    (
        (
            "Timeouts, TLS errors, 429, 503, 504: check DNS, the proxy, ca_path and the firewall between the "
            "controller and the sign-in and Graph hosts; raise retry_timeout if Graph is only busy."
        ),
        (
            "Przekroczenia czasu, błędy TLS, 429, 503, 504: sprawdź DNS, serwer proxy, ca_path i zaporę między "
            "kontrolerem a hostami logowania i Graph; jeśli Graph jest tylko zajęty, zwiększ retry_timeout."
        ),
    ),
    (
        (
            "Token gone while it was read (404): somebody deleted it during this run. Another run tells whether it "
            "is gone for good."
        ),
        (
            "Token zniknął podczas odczytu (404): ktoś usunął go w trakcie tego przebiegu. Kolejny przebieg pokaże, "
            "czy zniknął na dobre."
        ),
    ),
    (
        (
            "Expected token not looked for: read all tokens (no token_id, token_name, token_type or query), and name "
            "its tenant among the tenants."
        ),
        (
            "Oczekiwanego tokenu nie szukano: odczytaj wszystkie tokeny (bez token_id, token_name, token_type i "
            "query) i wymień jego dzierżawę wśród dzierżaw."
        ),
    ),
    (
        (
            "Run this check again: what was not checked must now be listed as checked. Until then treat it as "
            "broken, not as healthy; this finding can be neither waived nor lowered."
        ),
        (
            "Ponów to sprawdzenie: to, czego nie sprawdzono, musi być teraz na liście jako sprawdzone. Do tego czasu "
            "traktuj to jako zepsute, a nie zdrowe; tego ustalenia nie można pominąć ani złagodzić."
        ),
    ),
    ("A waiver has lapsed", "Termin pominięcia minął"),
    (
        "The waiver of {finding} for {token} ended with {until}; its reason was: {reason}",
        "Pominięcie {finding} dla {token} skończyło się {until}; jego powód: {reason}",
    ),
    (
        (
            "The waived finding, if it is still there, counts again. Its own impact applies: devices do not sync "
            "from Apple, profile assignment fails, or devices do not finish enrolment."
        ),
        (
            "Pominięte ustalenie, jeśli wciąż istnieje, znów się liczy. Obowiązuje jego własny skutek: urządzenia "
            "nie synchronizują się z Apple, przypisywanie profili zawodzi albo urządzenia nie kończą rejestracji."
        ),
    ),
    (
        (
            "Look whether the waived finding is still among the findings of this run. If it is gone, delete the "
            "waiver from the policy."
        ),
        (
            "Sprawdź, czy pominięte ustalenie wciąż jest wśród ustaleń tego przebiegu. Jeśli go nie ma, usuń "
            "pominięcie (waiver) z polityki."
        ),
    ),
    ("If it is still there, follow the steps of that finding.", "Jeśli wciąż jest, wykonaj kroki tego ustalenia."),
    (
        (
            "If it must wait longer, ask the owner of the risk, then write a new until date and a present reason "
            "into the waiver. Do not push the date out unseen."
        ),
        (
            "Jeśli musi poczekać dłużej, zapytaj właściciela ryzyka, a potem wpisz do pominięcia nową datę until i "
            "aktualny powód. Nie przesuwaj daty bez sprawdzenia."
        ),
    ),
    ("Run this check again: this finding must be gone.", "Ponów to sprawdzenie: tego ustalenia nie może już być."),
    ("Clock of the controller is wrong", "Zegar kontrolera jest błędny"),
    (
        "Clock of Microsoft Graph: {checked_at}; clock of the controller: {controller_at}; seconds apart: {seconds}.",
        "Zegar Microsoft Graph: {checked_at}; zegar kontrolera: {controller_at}; różnica w sekundach: {seconds}.",
    ),
    (
        (
            "Expiry and staleness are judged by Graph's clock, so this verdict holds. A wrong clock can however make "
            "sign-in with a certificate fail, and then nobody sees that devices do not sync from Apple, that profile "
            "assignment fails, or that devices do not finish enrolment."
        ),
        (
            "Wygaśnięcie i nieaktualność ocenia się według zegara Graph, więc ten werdykt jest ważny. Błędny zegar "
            "może jednak uniemożliwić logowanie certyfikatem, a wtedy nikt nie zobaczy, że urządzenia nie "
            "synchronizują się z Apple, przypisywanie profili zawodzi albo urządzenia nie kończą rejestracji."
        ),
    ),
    ("No portal: the Ansible controller itself", "Bez portalu: sam kontroler Ansible"),
    (
        (
            "Sign in on the controller, or on the host of its container or execution environment, and look at the "
            "time synchronisation: timedatectl shows whether it is active, chronyc tracking how far the clock is off."
        ),
        (
            "Zaloguj się na kontrolerze albo na hoście jego kontenera lub środowiska wykonawczego i obejrzyj "
            "synchronizację czasu: timedatectl pokazuje, czy jest aktywna, a chronyc tracking, o ile zegar się myli."
        ),
    ),
    (
        (
            "Turn the time synchronisation on and let it reach a time server; after a virtual machine was paused or "
            "restored, restart the service. Setting the clock by hand does not last."
        ),
        (
            "Włącz synchronizację czasu i zapewnij jej dostęp do serwera czasu; po wstrzymaniu lub przywróceniu "
            "maszyny wirtualnej uruchom usługę ponownie. Ręczne ustawienie zegara nie jest trwałe."
        ),
    ),
    (
        "Run this check again: both clocks must agree within 5 minutes.",
        "Ponów to sprawdzenie: oba zegary muszą się zgadzać z dokładnością do 5 minut.",
    ),
    (
        "Devices may not sync from Apple Business or Apple School Manager",
        "Urządzenia mogą nie synchronizować się z Apple Business lub Apple School Manager",
    ),
    ("Profile assignments may be failing", "Przypisywanie profili może zawodzić"),
    ("Devices may not complete ADE enrolment", "Urządzenia mogą nie kończyć rejestracji ADE"),
    ("Intune has recorded no cause for the failure.", "Intune nie odnotował przyczyny niepowodzenia."),
    (
        (
            "Open the failed attempt in the report (Intune admin center > Devices > Monitor > Enrollment failures) "
            "and read its details; the reason of the event, if there is one, says more than its category."
        ),
        (
            "Otwórz nieudaną próbę w raporcie (Intune admin center > Devices > Monitor > Enrollment failures) i "
            "przeczytaj jej szczegóły; przyczyna zdarzenia, jeśli ją podano, mówi więcej niż kategoria."
        ),
    ),
    (
        (
            "If it comes back, open a case with Intune support and give the time and the correlation id of an event "
            "(module enrollment_event_info)."
        ),
        (
            "Jeśli to wraca, otwórz zgłoszenie w pomocy technicznej Intune i podaj czas oraz identyfikator korelacji "
            "zdarzenia (moduł enrollment_event_info)."
        ),
    ),
    ("The sign-in during the enrollment failed.", "Logowanie podczas rejestracji nie powiodło się."),
    (
        (
            "Look up the user at that time in the sign-in logs (Microsoft Entra admin center > Entra ID > Monitoring "
            "& health > Sign-in logs): they name the cause, for example the password or Conditional Access."
        ),
        (
            "Odszukaj użytkownika w tym czasie w dziennikach logowania (Microsoft Entra admin center > Entra ID > "
            "Monitoring & health > Sign-in logs): podają one przyczynę, na przykład hasło lub dostęp warunkowy."
        ),
    ),
    (
        (
            "If the sign-in stops after the password: multifactor authentication does not work with Setup Assistant "
            "(legacy). Change the enrollment profile to Setup Assistant with modern authentication."
        ),
        (
            "Jeśli logowanie zatrzymuje się po haśle: uwierzytelnianie wieloskładnikowe nie działa z trybem Setup "
            "Assistant (legacy). Zmień profil rejestracji na Setup Assistant with modern authentication."
        ),
    ),
    (
        "With AD FS: the endpoint for WS-Trust 1.3 UsernameMixed must be enabled.",
        "Z AD FS: punkt końcowy WS-Trust 1.3 UsernameMixed musi być włączony.",
    ),
    (
        "The sign-in worked, but it does not entitle to enrol a device.",
        "Logowanie się udało, ale nie uprawnia do rejestracji urządzenia.",
    ),
    (
        (
            "Microsoft names an outdated Company Portal as a cause: let Intune install the app as a required app "
            "with device licences, and not from the App Store."
        ),
        (
            "Microsoft podaje jako przyczynę nieaktualny Portal firmy: niech Intune instaluje go jako aplikację "
            "wymaganą, z licencjami urządzeń, a nie z App Store."
        ),
    ),
    (
        "Check that the user has an Intune licence and is the person who is meant to enrol this device.",
        "Sprawdź, czy użytkownik ma licencję Intune i jest osobą, która ma zarejestrować to urządzenie.",
    ),
    (
        "The account could not be validated, for example because it is blocked or enrollment is not enabled.",
        (
            "Nie udało się zweryfikować konta, na przykład dlatego, że jest zablokowane albo rejestracja nie jest "
            "włączona."
        ),
    ),
    (
        (
            "Check that Apple enrollment is set up at all: a push certificate that is missing or has expired stops "
            "every Apple device (Intune admin center > Devices > Enrollment > Apple > Apple MDM Push Certificate; "
            "check push_certificate)."
        ),
        (
            "Sprawdź, czy rejestracja Apple jest w ogóle skonfigurowana: brak certyfikatu push lub jego wygaśnięcie "
            "zatrzymuje każde urządzenie Apple (Intune admin center > Devices > Enrollment > Apple > Apple MDM Push "
            "Certificate; sprawdzenie push_certificate)."
        ),
    ),
    (
        "Check that Intune is the MDM authority of the tenant, and that its Intune subscription is active.",
        "Sprawdź, czy Intune jest urzędem MDM tej dzierżawy i czy jej subskrypcja Intune jest aktywna.",
    ),
    (
        "Check in the Microsoft Entra admin center that the account of the user is not blocked from signing in.",
        "Sprawdź w Microsoft Entra admin center, czy konto użytkownika nie ma zablokowanego logowania.",
    ),
    (
        "The user could not be validated, for example because the user does not exist or has no licence.",
        "Nie udało się zweryfikować użytkownika, na przykład dlatego, że nie istnieje albo nie ma licencji.",
    ),
    (
        (
            "Look the user up in the Microsoft 365 admin center (Users > Active users > the user > Licenses and "
            "apps): the user must exist and have an Intune licence. Assign one if it is missing."
        ),
        (
            "Odszukaj użytkownika w Microsoft 365 admin center (Users > Active users > użytkownik > Licenses and "
            "apps): musi istnieć i mieć licencję Intune. Jeśli jej brakuje, przypisz ją."
        ),
    ),
    (
        "Check that the user signed in with the account of your organisation, spelled as in Microsoft Entra.",
        "Sprawdź, czy użytkownik zalogował się kontem waszej organizacji, zapisanym tak jak w Microsoft Entra.",
    ),
    (
        "The device is not supported for device management.",
        "Urządzenie nie jest obsługiwane w zarządzaniu urządzeniami.",
    ),
    (
        "Compare model and system version of the device with Microsoft's list of supported operating systems.",
        "Porównaj model i wersję systemu urządzenia z listą obsługiwanych systemów operacyjnych Microsoftu.",
    ),
    (
        (
            "Update the system of the device if a supported version exists for it; otherwise take the device out of "
            "service or unassign it from the server entry at Apple."
        ),
        (
            "Zaktualizuj system urządzenia, jeśli istnieje dla niego obsługiwana wersja; w przeciwnym razie wycofaj "
            "urządzenie albo odepnij je w Apple od wpisu serwera."
        ),
    ),
    ("The account of the tenant is in maintenance.", "Konto dzierżawy jest w trakcie konserwacji."),
    (
        (
            "Look at the service health of your tenant (Microsoft 365 admin center > Health > Service health) and "
            "wait for the end of the maintenance. There is nothing to repair on the device."
        ),
        (
            "Zajrzyj do kondycji usług swojej dzierżawy (Microsoft 365 admin center > Health > Service health) i "
            "poczekaj na koniec konserwacji. Na urządzeniu nie ma czego naprawiać."
        ),
    ),
    (
        "The device has sent a request that Intune does not understand or support.",
        "Urządzenie wysłało żądanie, którego Intune nie rozumie lub nie obsługuje.",
    ),
    (
        "Update the system of the device, and Company Portal if the enrollment profile uses it.",
        "Zaktualizuj system urządzenia oraz Portal firmy, jeśli używa go profil rejestracji.",
    ),
    (
        "Check whether a proxy or a TLS inspection on the way changes what the device sends; try another network.",
        (
            "Sprawdź, czy serwer proxy lub inspekcja TLS po drodze nie zmienia tego, co wysyła urządzenie; spróbuj w "
            "innej sieci."
        ),
    ),
    (
        "The enrollment uses a feature that is not supported for this account.",
        "Rejestracja używa funkcji, która nie jest obsługiwana dla tego konta.",
    ),
    (
        (
            "Compare the enrollment profile of the device with what its platform can do, for example user affinity "
            "(tvOS and visionOS have none), Shared iPad, or the way of signing in."
        ),
        (
            "Porównaj profil rejestracji urządzenia z możliwościami jego platformy, na przykład powiązanie z "
            "użytkownikiem (tvOS i visionOS go nie mają), Shared iPad lub sposób logowania."
        ),
    ),
    (
        "Check that the licences of the tenant cover the platform and the way of enrolling.",
        "Sprawdź, czy licencje dzierżawy obejmują tę platformę i ten sposób rejestracji.",
    ),
    (
        "An enrollment restriction of your own tenant has blocked the device.",
        "Urządzenie zablokowało ograniczenie rejestracji waszej własnej dzierżawy.",
    ),
    (
        (
            "Devices without user affinity are judged by the default policy alone; for a device with a user look at "
            "the policy with the highest priority that is assigned to that user."
        ),
        (
            "Urządzenia bez powiązania z użytkownikiem podlegają tylko zasadom domyślnym; dla urządzenia z "
            "użytkownikiem obejrzyj zasady o najwyższym priorytecie przypisane temu użytkownikowi."
        ),
    ),
    (
        (
            "Check the device limit restriction as well: a user who has reached the limit must give up a device, or "
            "the limit must be raised."
        ),
        (
            "Sprawdź także ograniczenie liczby urządzeń: użytkownik, który osiągnął limit, musi oddać urządzenie "
            "albo limit trzeba podnieść."
        ),
    ),
    (
        "The device timed out, or the enrollment was aborted on it.",
        "Urządzenie przekroczyło limit czasu albo przerwano na nim rejestrację.",
    ),
    (
        (
            "Try another network: the device must reach Apple and Microsoft during the whole of Setup Assistant, "
            "also through a captive portal or proxy."
        ),
        (
            "Spróbuj w innej sieci: urządzenie musi docierać do Apple i Microsoftu przez cały czas pracy Asystenta "
            "ustawień, także przez stronę logowania do sieci i serwer proxy."
        ),
    ),
    (
        (
            "If the device shows that the SCEP server returned an invalid response: try again within 15 minutes. "
            "Later only a reset to factory settings helps."
        ),
        (
            "Jeśli urządzenie pokazuje, że serwer SCEP zwrócił nieprawidłową odpowiedź: spróbuj ponownie w ciągu 15 "
            "minut. Później pomaga tylko przywrócenie ustawień fabrycznych."
        ),
    ),
    (
        "The user has begun the enrollment and not finished it in time.",
        "Użytkownik zaczął rejestrację i nie ukończył jej na czas.",
    ),
    (
        "Ask the user where it stopped, and help with that step; often it is the sign-in or Company Portal.",
        "Zapytaj użytkownika, gdzie się zatrzymała, i pomóż w tym kroku; często jest to logowanie lub Portal firmy.",
    ),
    (
        (
            "If the device still stands in Setup Assistant, let the user go on. If it does not offer the enrollment "
            "any more, reset it to factory settings (which deletes everything on it) and go through Setup Assistant "
            "again."
        ),
        (
            "Jeśli urządzenie wciąż stoi w Asystencie ustawień, niech użytkownik kontynuuje. Jeśli rejestracja nie "
            "jest już proponowana, przywróć je do ustawień fabrycznych (co usuwa z niego wszystko) i ponownie "
            "przejdź przez Asystenta ustawień."
        ),
    ),
    (
        "If many users stop at the same place, shorten the way: hide screens of Setup Assistant in the profile.",
        (
            "Jeśli wielu użytkowników zatrzymuje się w tym samym miejscu, skróć drogę: ukryj w profilu ekrany "
            "Asystenta ustawień."
        ),
    ),
    ("Expired or invalid token", "Wygasły lub nieprawidłowy token"),
    (
        "The server token is past its date, was revoked or replaced at Apple, or is damaged.",
        "Token serwera jest po terminie, został w Apple unieważniony lub zastąpiony albo jest uszkodzony.",
    ),
    (
        "Renew the token from the SAME server entry at Apple, in one sitting: the download voids the token in use.",
        "Odnów token z TEGO SAMEGO wpisu serwera w Apple, za jednym razem: pobranie unieważnia używany token.",
    ),
    (
        (
            "If the renewal fails, the server entry may need the present public key of Intune: upload it there, then "
            "download the token again. In the .pem file the base64 text stands on one line between the BEGIN and the "
            "END line. Intune support helps where this does not."
        ),
        (
            "Jeśli odnowienie się nie udaje, wpis serwera może potrzebować obecnego klucza publicznego Intune: "
            "prześlij go tam i pobierz token ponownie. W pliku .pem tekst base64 stoi w jednym wierszu między "
            "wierszami BEGIN i END. Gdy to nie pomaga, pomaga pomoc techniczna Intune."
        ),
    ),
    (
        "Sync again, at most once every 15 minutes, and run the check again.",
        "Zsynchronizuj ponownie, najwyżej raz na 15 minut, i ponów sprawdzenie.",
    ),
    ("Access denied", "Odmowa dostępu"),
    (
        "Apple no longer lets Intune in; the server entry of Intune was removed, or the token has expired.",
        "Apple nie wpuszcza już Intune; wpis serwera Intune usunięto albo token wygasł.",
    ),
    (
        (
            "Check whether the token has expired, and whether a newer one was downloaded and not uploaded; if so, "
            "finish the renewal."
        ),
        "Sprawdź, czy token wygasł i czy nie pobrano nowszego, którego nie przesłano; jeśli tak, dokończ odnowienie.",
    ),
    (
        (
            "Check that the server entry of Intune is still listed (Apple Business: Devices > Management Services; "
            "Apple School Manager: your account > Preferences > Your MDM servers)."
        ),
        (
            "Sprawdź, czy wpis serwera Intune wciąż jest na liście (Apple Business: Devices > Management Services; "
            "Apple School Manager: konto > Preferences > Your MDM servers)."
        ),
    ),
    ("Terms and conditions not accepted", "Niezaakceptowane warunki"),
    (
        "Apple has published new terms, and the organisation has not accepted them.",
        "Apple opublikowało nowe warunki, a organizacja ich nie zaakceptowała.",
    ),
    (
        (
            "Sign in at business.apple.com (Apple Business, until April 2026 called Apple Business Manager) or at "
            "school.apple.com (Apple School Manager) with the role Administrator and accept the terms; no other role "
            "can."
        ),
        (
            "Zaloguj się w business.apple.com (Apple Business, do kwietnia 2026 r. pod nazwą Apple Business Manager) "
            "lub w school.apple.com (Apple School Manager) z rolą Administrator i zaakceptuj warunki; żadna inna "
            "rola nie może tego zrobić."
        ),
    ),
    (
        "Download no new server token for this. Sync again, at most once every 15 minutes, and run the check again.",
        (
            "Nie pobieraj z tego powodu nowego tokenu serwera. Zsynchronizuj ponownie, najwyżej raz na 15 minut, i "
            "ponów sprawdzenie."
        ),
    ),
    ("Internal server error", "Wewnętrzny błąd serwera"),
    (
        "A fault on the side of Apple or Intune that only their logs explain.",
        "Usterka po stronie Apple lub Intune, którą wyjaśniają tylko ich dzienniki.",
    ),
    (
        "Look at Apple's system status page and sync again later.",
        "Zajrzyj na stronę stanu systemów Apple i zsynchronizuj ponownie później.",
    ),
    (
        "Open a case with Intune support and give the id of the token and the time of the failed sync.",
        (
            "Otwórz zgłoszenie w pomocy technicznej Intune i podaj identyfikator tokenu oraz czas nieudanej "
            "synchronizacji."
        ),
    ),
    ("Invalid support phone number", "Nieprawidłowy numer telefonu pomocy"),
    (
        "Apple refuses the support phone number of an enrollment profile.",
        "Apple odrzuca numer telefonu pomocy w profilu rejestracji.",
    ),
    ("not empty, at most 50 characters", "niepusty, najwyżej 50 znaków"),
    (
        (
            "Correct the support phone number of the profiles: Intune admin center > Devices > Enrollment > Apple > "
            "Enrollment program tokens > this token > Enrollment policies (older tenants: Profiles)."
        ),
        (
            "Popraw numer telefonu pomocy w profilach: Intune admin center > Devices > Enrollment > Apple > "
            "Enrollment program tokens > ten token > Enrollment policies (starsze dzierżawy: Profiles)."
        ),
    ),
    ("Invalid configuration profile name", "Nieprawidłowa nazwa profilu konfiguracji"),
    (
        "The name of an enrollment profile is empty, too long, or not valid for Apple.",
        "Nazwa profilu rejestracji jest pusta, za długa albo niedozwolona w Apple.",
    ),
    ("not empty, at most 125 characters", "niepuste, najwyżej 125 znaków"),
    (
        (
            "Correct the name of the profile: Intune admin center > Devices > Enrollment > Apple > Enrollment "
            "program tokens > this token > Enrollment policies (older tenants: Profiles)."
        ),
        (
            "Popraw nazwę profilu: Intune admin center > Devices > Enrollment > Apple > Enrollment program tokens > "
            "ten token > Enrollment policies (starsze dzierżawy: Profiles)."
        ),
    ),
    ("Invalid cursor", "Nieprawidłowy kursor"),
    (
        "Apple does not know the place in the device list at which Intune wanted to go on.",
        "Apple nie zna miejsca na liście urządzeń, od którego Intune chciał kontynuować.",
    ),
    (
        "Nothing can be set by an administrator; support can start the sync anew.",
        "Administrator nie może tu nic ustawić; pomoc techniczna może uruchomić synchronizację od nowa.",
    ),
    ("Cursor expired", "Wygasły kursor"),
    (
        "The place in the device list that Intune kept is too old; Apple keeps it for 7 days.",
        "Zapamiętane przez Intune miejsce na liście urządzeń jest za stare; Apple przechowuje je przez 7 dni.",
    ),
    ("Required cursor", "Wymagany kursor"),
    (
        "Intune asked Apple for changes without saying from which place in the device list.",
        "Intune poprosił Apple o zmiany, nie podając, od którego miejsca na liście urządzeń.",
    ),
    (
        "Nothing can be set by an administrator; support can repair the sync.",
        "Administrator nie może tu nic ustawić; pomoc techniczna może naprawić synchronizację.",
    ),
    ("Apple profile not found", "Nie znaleziono profilu Apple"),
    (
        "Apple does not know a profile that Intune refers to; there are several possible causes.",
        "Apple nie zna profilu, do którego odwołuje się Intune; możliwych przyczyn jest kilka.",
    ),
    (
        (
            "Create a new profile and assign it to the devices: Intune admin center > Devices > Enrollment > Apple > "
            "Enrollment program tokens > this token > Enrollment policies (older tenants: Profiles)."
        ),
        (
            "Utwórz nowy profil i przypisz go urządzeniom: Intune admin center > Devices > Enrollment > Apple > "
            "Enrollment program tokens > ten token > Enrollment policies (starsze dzierżawy: Profiles)."
        ),
    ),
    ("Invalid department entry", "Nieprawidłowy dział"),
    ("Apple refuses the department of an enrollment profile.", "Apple odrzuca dział w profilu rejestracji."),
    (
        (
            "Correct the department of the profiles: Intune admin center > Devices > Enrollment > Apple > Enrollment "
            "program tokens > this token > Enrollment policies (older tenants: Profiles)."
        ),
        (
            "Popraw dział w profilach: Intune admin center > Devices > Enrollment > Apple > Enrollment program "
            "tokens > ten token > Enrollment policies (starsze dzierżawy: Profiles)."
        ),
    ),
    ("(not read: {checks})", "(nie odczytano: {checks})"),
    ("A rule of your own policy is broken.", "Złamana jest reguła waszej własnej polityki."),
    ("ADE token", "Token ADE"),
    ("ADE tokens", "tokeny ADE"),
    (
        "ADE tokens, push certificates and VPP tokens, the earliest first.",
        "Tokeny ADE, certyfikaty push i tokeny VPP, od najwcześniejszego.",
    ),
    ("Apple device enrollment: health of the ADE tokens", "Rejestracja urządzeń Apple: kondycja tokenów ADE"),
    ("Apr", "kwi"),
    ("Aug", "sie"),
    ("Blocked", "Zablokowane"),
    (
        "Causes that Microsoft lists for sync errors; which of them it is, the portal's text tells:",
        "Przyczyny błędów synchronizacji wymieniane przez Microsoft; o którą chodzi, mówi tekst w portalu:",
    ),
    ("Days left", "Pozostało dni"),
    ("Dec", "gru"),
    ("Devices", "Urządzenia"),
    ("Documentation", "Dokumentacja"),
    ("EVIDENCE FOUND", "SĄ DOWODY"),
    ("Enrolled", "Zarejestrowane"),
    ("Evidence", "Dowód"),
    ("Expires", "Wygasa"),
    ("Expiries", "Terminy wygaśnięcia"),
    ("Failed", "Nieudane"),
    ("Feb", "lut"),
    ("Finding", "Ustalenie"),
    ("Findings", "Ustalenia"),
    ("How many expire in which month.", "Ile wygasa w którym miesiącu."),
    ("Impact", "Skutek"),
    ("Jan", "sty"),
    ("Before the sync, at {judged_at}:", "Przed synchronizacją, {judged_at}:"),
    ("Judged at {judged_at}.", "Stan na {judged_at}."),
    ("Jul", "lip"),
    ("Jun", "cze"),
    ("Last sync", "Ostatnia synchronizacja"),
    ("Made by {generator} at {at}. All times are UTC.", "Utworzono przez {generator}, {at}. Wszystkie czasy w UTC."),
    ("Mar", "mar"),
    ("May", "maj"),
    ("Name", "Nazwa"),
    ("No", "Nie"),
    ("No token was found.", "Nie znaleziono tokenu."),
    ("None.", "Brak."),
    ("None: nothing needs to be done.", "Brak: nic nie trzeba robić."),
    ("Not certain", "Nie wiadomo"),
    ("Not contacted", "Bez kontaktu"),
    ("Not drawn, because no expiry is known: {count}.", "Nie narysowano, bo data wygaśnięcia jest nieznana: {count}."),
    ("Not everywhere", "Nie wszędzie"),
    ("Not read: {checks}", "Nie odczytano: {checks}"),
    ("Nothing is known about these checks of these tenants.", "Nic nie wiadomo o tych sprawdzeniach tych dzierżaw."),
    ("Nov", "lis"),
    ("Oct", "paź"),
    ("Push certificate", "Certyfikat push"),
    ("Push certificates", "Certyfikaty push"),
    ("Released", "Zwolnione"),
    ("Search", "Szukaj"),
    ("Sections", "Części"),
    ("See who wrote the rule into the policy, and why.", "Sprawdź, kto i dlaczego wpisał tę regułę do polityki."),
    ("Sep", "wrz"),
    ("Skip to the findings", "Przejdź do ustaleń"),
    ("Status", "Stan"),
    ("Symptoms", "Objawy"),
    ("Tenant", "Dzierżawa"),
    ("The gate (fail_on: {fail_on}) fails the run.", "Bramka (fail_on: {fail_on}) przerywa przebieg."),
    ("The gate (fail_on: {fail_on}) lets the run pass.", "Bramka (fail_on: {fail_on}) przepuszcza przebieg."),
    ("The gate fails the run.", "Bramka przerywa przebieg."),
    ("The gate lets the run pass.", "Bramka przepuszcza przebieg."),
    ("The next {count} of {total}", "Najbliższe {count} z {total}"),
    ("The rule {rule} of your policy holds: {query}", "Zachodzi reguła {rule} waszej polityki: {query}"),
    ("Token", "Token"),
    ("Tokens", "Tokeny"),
    ("Tokens and certificates", "Tokeny i certyfikaty"),
    ("Treat them as broken.", "Traktuj je jako zepsute."),
    ("Unassigned", "Bez profilu"),
    ("VPP token", "Token VPP"),
    ("VPP tokens", "Tokeny VPP"),
    ("What needs attention", "Co wymaga uwagi"),
    ("What to do", "Co zrobić"),
    ("What to do first: {step}", "Co zrobić najpierw: {step}"),
    ("What to do:", "Co zrobić:"),
    ("Where", "Gdzie"),
    ("Will the next Apple device enrol into Intune?", "Czy następne urządzenie Apple zarejestruje się w Intune?"),
    ("Yes", "Tak"),
    ("Yes, for now", "Na razie tak"),
    (
        "Your sync_error_meanings reads it as: {assumed_cause}.",
        "Wasze sync_error_meanings odczytuje to jako: {assumed_cause}.",
    ),
    ("all", "wszystkie"),
    ("any platform", "żadnej platformy"),
    ("critical", "krytyczny"),
    ("department", "dział"),
    ("evidence found", "są dowody"),
    ("expired {count:# day|# days} ago", "wygasł {count:# dzień|# dni|# dni} temu"),
    ("healthy", "zdrowy"),
    ("info", "informacja"),
    ("it has {length} characters", "ma {length:# znak|# znaki|# znaków}"),
    ("it is empty", "jest puste"),
    ("later", "później"),
    ("name", "nazwa"),
    ("never", "nigdy"),
    ("no reason was recorded", "nie odnotowano powodu"),
    ("none", "żaden"),
    ("none found", "brak dowodów"),
    ("not checked", "nie sprawdzono"),
    ("not judged", "nie oceniono"),
    ("not judged (Apple Configurator)", "nie oceniono (Apple Configurator)"),
    ("not named", "nie podano"),
    ("past", "minęło"),
    ("support phone number", "numer telefonu pomocy"),
    ("tenants checked", "dzierżawy sprawdzone"),
    ("tenants not checked", "dzierżawy niesprawdzone"),
    ("today", "dziś"),
    ("unknown", "nieznany"),
    ("unnamed", "bez nazwy"),
    ("waived", "pominięte"),
    ("warning", "ostrzeżenie"),
    ("{count:# day|# days} left", "{count:jeszcze # dzień|jeszcze # dni|jeszcze # dni}"),
    ("{count:# finding|# findings} about other things", "{count:# ustalenie|# ustalenia|# ustaleń} o innych rzeczach"),
    ("{count:# finding|# findings} waived", "{count:# ustalenie pominięto|# ustalenia pominięto|# ustaleń pominięto}"),
    (
        "{count:# more finding|# more findings}: see the report.",
        "{count:jeszcze # ustalenie|jeszcze # ustalenia|jeszcze # ustaleń}: zobacz raport.",
    ),
    ("{count:# more|# more}", "{count:jeszcze #|jeszcze #|jeszcze #}"),
    (
        "{count:# tenant|# tenants} could not be checked",
        (
            "{count:nie udało się sprawdzić # dzierżawy|nie udało się sprawdzić # dzierżaw|nie udało się sprawdzić # "
            "dzierżaw}"
        ),
    ),
    ("{count} affected", "dotyczy: {count}"),
    ("{name} (tenant {tenant})", "{name} (dzierżawa {tenant})"),
    ("{shown} of {total} shown", "pokazano {shown} z {total}"),
    ("{status}: {sentence}.", "{status}: {sentence}."),
    (
        (
            "{unhealthy} of {tokens:# ADE token|# ADE tokens} in {tenants:# tenant|# tenants} {unhealthy:needs|need} "
            "attention"
        ),
        "wymagające uwagi tokeny ADE: {unhealthy} z {tokens}; dzierżawy: {tenants}",
    ),
)

TEXTS: Mapping[str, str] = MappingProxyType(dict(_PAIRS))
