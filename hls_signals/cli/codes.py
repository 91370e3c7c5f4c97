"""What does each code of the command mean?"""

from __future__ import annotations

CODES: dict[str, str] = {
    "W401": "no installed package can execute the night",
    "W410": "there is no record of this name that can be exported",
    "W411": "no run has finished here yet, or it did not come that far",
    "W412": "the name of a period handed to a command cannot be read",
    "W413": "an area named to a command is not in the register",
    "W414": "a return, or a submission of it, that was asked back has not been received",
    "W415": "a day was asked about that lies after the one the newest run asked about",
    "W416": "a day named to a command cannot be read",
    "W417": "true values were asked for where others may read them: not on a terminal, or in a file outside warehouse/",
    "Q120": "a return of rows about people was asked back: its files are not kept, by design",
    "M133": "a file to be looked at before it is sent is not there, or is a folder",
    "M132": "a file named to a command is not there, or is there already",
    "W422": "a letter about a target that cannot be written",
    "W421": "a record has more rows than a sheet of a workbook holds",
    "W420": "a file that was handed to a command cannot be read as a table",
}
