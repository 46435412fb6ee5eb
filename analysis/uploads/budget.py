"""What the files of one upload may have together. Many small files of a zip take as much memory as a large one."""

import sys

from django.conf import settings

from analysis.uploads.errors import TooManyFiles, UploadTooLarge

#: Bytes of JSON, which is read into memory; a dump with 60,000 comments has about as many.
MAX_JSON_BYTES = 64 * 1024**2
#: Values of JSON, estimated by counting brackets and commas, and the bytes that each takes at most with its key.
MAX_JSON_VALUES = 2_000_000
_VALUE_BYTES = 200
#: Objects among these values.
MAX_JSON_OBJECTS = 500_000
#: Bytes of memory for the values and the text; each character takes four bytes if the text holds one emoji.
MAX_JSON_MEMORY = 450_000_000
#: Comments of all files, which are kept in memory until the dump is written; an analysis reads 10,000.
MAX_COMMENTS = 100_000


class Budget:
    """How much an upload may still have. Each method takes a part and raises an error where less is left."""

    def __init__(self) -> None:
        self.files = settings.MAX_UPLOAD_FILES
        self.bytes = settings.MAX_UPLOAD_UNPACKED_BYTES
        self.json_bytes = MAX_JSON_BYTES
        self.json_values = MAX_JSON_VALUES
        self.json_objects = MAX_JSON_OBJECTS
        self.comments = MAX_COMMENTS

    def take_files(self, count: int) -> None:
        """Take ``count`` files.

        Raises:
            TooManyFiles: fewer are left.
        """
        self.files -= count
        if self.files < 0:
            raise TooManyFiles(f"The upload holds over {settings.MAX_UPLOAD_FILES} files, the most that are accepted.")

    def take_bytes(self, count: int) -> None:
        """Take ``count`` bytes, unpacked."""
        self.bytes -= count
        if self.bytes < 0:
            most = settings.MAX_UPLOAD_UNPACKED_BYTES
            raise UploadTooLarge(f"Unpacked, the upload has over {most:,} bytes, the most that is accepted.")

    def take_json_bytes(self, count: int) -> None:
        """Take a file of ``count`` bytes, before it is read."""
        self.json_bytes -= count
        if self.json_bytes < 0:
            raise UploadTooLarge(f"The JSON files have over {MAX_JSON_BYTES:,} bytes, the most that are read.")

    def take_json(self, text: str) -> None:
        """Take what ``text`` holds, before it is parsed."""
        objects = text.count("{")
        self.json_objects -= objects
        self.json_values -= objects + text.count("[") + text.count(",")
        for left, most in ((self.json_objects, MAX_JSON_OBJECTS), (self.json_values, MAX_JSON_VALUES)):
            if left < 0:
                raise UploadTooLarge(f"The JSON files hold over {most:,} values, the most that are read.")
        memory = sys.getsizeof(text) + (MAX_JSON_VALUES - self.json_values) * _VALUE_BYTES
        if memory > MAX_JSON_MEMORY:
            raise UploadTooLarge("The JSON files hold too many values, or are too long, to be read.")

    def take_comments(self, count: int) -> None:
        """Take ``count`` comments."""
        self.comments -= count
        if self.comments < 0:
            raise UploadTooLarge(f"The files hold over {MAX_COMMENTS:,} comments, the most that are read.")
