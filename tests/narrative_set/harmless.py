"""What do people write that points at nobody? Sentences of notes, written from the page before the rules were read."""

from __future__ import annotations

import random

from tests.narrative_set.identifiers import SEED

SENTENCES = """
The lift has been out since March and nobody on the top floor can get a pushchair down.
We were told to wait for a letter. The letter came after the hearing.
Two of the seven families have moved on; the others are still in the same corridor.
People stop opening our post when every envelope looks the same.
A worker sat with us for an hour and did not look at the clock once.
I had to tell my story four times before anyone wrote it down.
The panel meets on a Thursday, so anything that comes in on a Friday waits a week.
Numbers look better this quarter because we stopped counting the people we pass on.
It is cold in the waiting room and the radiator has not worked since January.
Residents asked for a kettle and somewhere to sit that is not a bed.
The bus was late, so I missed the slot and went back to the end of the list.
Staff turnover is high and it shows: three different faces in a month.
Nobody explained what a prevention plan is for.
She felt listened to for the first time in years.
He would rather sleep in the car than share a room again.
They said there was nothing until after Christmas.
The new form takes 40 minutes and asks the same thing three ways.
We tried ringing at 9am, at noon and at 4.30pm and gave up at the third menu.
The council, the hospital and the housing association each had a part of it.
Carers told us that respite is booked and then cancelled on the day.
My key worker changed and the plan went with them.
One family was moved on a Sunday night with two hours' notice.
Being asked what mattered to me changed how the rest went.
The school noticed before any of us did.
People leaving prison arrive with a bag, a discharge grant and no phone.
A&E was full and the ambulance waited outside for most of the night.
The script was ready but the chemist had shut.
We agreed a 12-week trial from June; 7 of 9 stayed.
About 30% of calls are about the same letter.
Rents went up by £150 a month in the spring.
Our team covers three localities with two cars.
It took until the end of 2025/26 to get a desk in the same building.
The breakfast club runs on Mondays and Wednesdays, term time only.
Most people said they wanted a door that locks.
Neighbours have started leaving soup in the hall.
The night shelter opens at 8 and is full by ten past.
Peer workers are the ones who get people through the door.
Our interpreter was booked for the wrong language.
Translation is by phone only, and the line drops.
What helped was a person who rang back when they said they would.
The target is met on paper; in the corridor it does not feel like that.
When the deadline is near we close what can be closed and leave the rest.
In summer the hotel is full of tourists and we are asked to keep the children quiet.
I do not know who decides.
Children do their homework on the stairs because the light is better there.
The doctor said it was the damp. The landlord said it was the washing.
No cooking is allowed, so it is takeaways or cold food every day.
We stopped the second letter for a month and rang people instead.
Fewer people came, and those who came stayed longer.
Some of the older residents are lonely rather than unwell.
It was easier when both services sat in one room on Tuesday mornings.
Everyone was polite and nothing happened.
The manager asked us what we would do with an hour a week, and then gave it to us.
Waiting is worse when nobody says how long.
The social worker and the housing officer had never met before that day.
Someone wrote our whole history on a sticky note.
We were sent from the town hall to the job centre and back.
The hardest part was the first night.
Because the rule says 56 days, we work to 56 days.
People with a dog are turned away before anyone asks about anything else.
The clinic moved to the retail park and there is no bus after six.
Two visits were cancelled because of snow.
I was offered a course on budgeting. I have no budget.
There is a garden now and it has done more than the leaflets did.
Volunteers ran out of nappies by the second week.
If you miss one appointment you start again from the beginning.
The window sticks, the tap drips, and the mould comes back whatever you paint on it.
Our best conversations happen in the car.
The child had not slept in a bed of her own since last autumn.
The form has a box for income and none for what happened.
Someone should have asked whether we could read it.
Young people told us the website is for grown-ups.
It would help to see the same nurse twice.
The grant ends in March and we do not know what follows.
At the review everyone spoke and I was asked last.
Managers see a green square; families see a corridor.
A lot of this is not in any return.
We have a waiting list for the waiting list.
Hospital discharge on a Friday afternoon means a weekend in a hotel.
Staff are tired but kind.
Mornings are bad, evenings are better.
Without a fixed address the bank would not open an account.
The food bank gave three days of food and a tin opener.
Support ended when the tenancy began, which is when it gets hard.
Work starts at six and the crèche opens at eight.
Ask who was not in the room.
The phrase we hear most is "not my department".
Several people said the same thing in different words.
Both services believed the other one was in touch.
An occupational therapist measured the bathroom twice and the rail never came.
""".strip().splitlines()


def harmless_notes(number: int = 240) -> list[str]:
    """Notes of one to three sentences, every sentence in several, the same for a seed."""
    draw = random.Random(SEED + 2)  # noqa: S311  # a repeatable set, no secret
    alone = list(SENTENCES)
    together = [" ".join(draw.sample(SENTENCES, draw.choice([2, 3]))) for _ in range(number - len(alone))]
    return alone + together
